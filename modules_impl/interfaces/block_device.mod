// SPDX-License-Identifier: MIT

/// Storage in blocks of 512 bytes. A driver numbers what it drives from 0: the units.
///
/// `lba` is the number of the first block, from 0; `len` is in bytes and a multiple of
/// 512. An unknown unit is HX_ERR_NOT_FOUND; a length that is no multiple, or blocks
/// behind the end, HX_ERR_INVALID, before anything is transferred.
interface "helix.block_device" 1.1 {
    /// Number of 512-byte blocks of a unit; 0 for a unit that does not exist.
    uint64_t  block_count(uint32_t unit) @on_fail(0);

    /// Fills `buf` with the blocks from `lba` on.
    hx_status read(uint32_t unit, uint64_t lba, void *buf @out(len), size_t len);

    /// Writes `buf` to the blocks from `lba` on. After an error each of them has its old
    /// or its new content.
    hx_status write(uint32_t unit, uint64_t lba, const void *buf @in(len), size_t len);

    /// Returns once all that was written would survive a loss of power.
    hx_status flush(uint32_t unit) @since(1.1);
}
