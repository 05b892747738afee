// SPDX-License-Identifier: MIT
// Providers of the standard interfaces that no module of the project provides.

module disk {
    impl {
        init  { return HX_OK; }
        start { return HX_OK; }
        stop  { return HX_OK; }
    }
}

impl_interface(disk, "helix.block_device", 1.1) {
    block_count { return unit == 0 ? UINT64_MAX : 0; }
    read  { memset(buf, (int)(unit + lba), len); return HX_OK; }
    write { return ((const uint8_t *)buf)[len - 1] == lba ? HX_OK : HX_ERR_INVALID; }
    flush { return unit == 0 ? HX_OK : HX_ERR_NOT_FOUND; }
}

module files {
    impl {
        init  { return HX_OK; }
        start { return HX_OK; }
        stop  { return HX_OK; }
    }
}

impl_interface(files, "helix.filesystem", 1.0) {
    open   { *file = (uint32_t)strlen(path); return HX_OK; }
    close  { return file == 5 ? HX_OK : HX_ERR_INVALID; }
    read   { memset(data, (int)offset, size); *done = file; return HX_OK; }
    write  { *done = size; return ((const char *)data)[0] == 'a' ? HX_OK : HX_ERR_NO_SPACE; }
    resize { return size > file ? HX_OK : HX_ERR_NO_SPACE; }
    stat   { memcpy(info->name, path, strlen(path)); info->kind = HELIX_FILE_FOLDER; return HX_OK; }
    list   { *position += 1; entry->size = folder; return HX_OK; }
    create { return kind == HELIX_FILE_FOLDER && path[0] == '/' ? HX_OK : HX_ERR_DENIED; }
    remove { return hx_fail(HX_ERR_BUSY, "%s is open", path); }
    rename { return strcmp(from, to) == 0 ? HX_ERR_ALREADY_EXISTS : HX_OK; }
    sync   { return HX_OK; }
}

module card {
    impl {
        init  { return HX_OK; }
        start { return HX_OK; }
        stop  { return HX_OK; }
    }
}

impl_interface(card, "helix.network", 1.0) {
    link_count { return 2; }
    link_info  { info->mtu = (uint16_t)(link + 1500); info->up = true; return HX_OK; }
    send       { return ((const uint8_t *)frame)[size - 1] == link ? HX_OK : HX_ERR_BUSY; }
    receive    { memset(frame, (int)link, capacity); *size = capacity / 2; return HX_OK; }
}

// What the boot commands ask is allowed: the kernel asks it, too.
module gate {
    impl {
        init  { return HX_OK; }
        start { return HX_OK; }
        stop  { return HX_OK; }
    }
}

impl_interface(gate, "helix.security", 1.0) {
    check_request {
        if (strcmp(source, "kernel") == 0 || strcmp(source, "shell") == 0)
            return HX_OK;
        return strcmp(source, target) == 0 ? HX_OK : hx_fail(HX_ERR_DENIED, "%s", type);
    }
    check_load    { return is_signed && strcmp(file, name) != 0 ? HX_OK : HX_ERR_SIGNATURE; }
}
