// SPDX-License-Identifier: MIT

types {
    enum helix_file_kind {
        HELIX_FILE_REGULAR,
        HELIX_FILE_FOLDER,
    };

    /* `name` is the last part of the path, NUL-terminated; `size` is 0 for a folder. */
    struct helix_file_info {
        uint64_t size;
        enum helix_file_kind kind;
        char name[256];
    };
}

/// Files in folders. A path is absolute, its parts separated by `/`; `/` alone is the
/// root. Neither `.` nor `..` is resolved. A malformed path is HX_ERR_INVALID, a file or
/// folder that does not exist HX_ERR_NOT_FOUND, a full medium HX_ERR_NO_SPACE, and
/// whatever a read-only filesystem cannot do HX_ERR_UNSUPPORTED.
///
/// `open` gives a number that is valid until `close`; any other is HX_ERR_INVALID.
interface "helix.filesystem" 1.0 {
    /// Opens a file or a folder that exists.
    hx_status open(const char *path @string, uint32_t *file @out);

    /// Ends the use of `file`. What was written to it is on the medium afterwards.
    hx_status close(uint32_t file);

    /// Reads up to `size` bytes at `offset`; `done` becomes the number of bytes read. It
    /// is less than `size` only where the file ends.
    hx_status read(uint32_t file, uint64_t offset, void *data @out(size), size_t size,
                   size_t *done @out);

    /// Writes `size` bytes at `offset`, and makes the file longer where it has to; a gap
    /// reads as zeros. `done` becomes the number of bytes written, also after an error.
    hx_status write(uint32_t file, uint64_t offset, const void *data @in(size),
                    size_t size, size_t *done @out);

    /// Makes the file `size` bytes long: what is behind is lost, what is new is zero.
    hx_status resize(uint32_t file, uint64_t size);

    /// Describes the file or folder at `path`.
    hx_status stat(const char *path @string, struct helix_file_info *info @out);

    /// Gives the entries of an open folder one by one, in no order. `position` is 0 for
    /// the first, and is moved on; behind the last one the answer is HX_ERR_NOT_FOUND.
    /// An entry that is made or removed in between may be missed, never given twice.
    hx_status list(uint32_t folder, uint64_t *position @inout,
                   struct helix_file_info *entry @out);

    /// Makes an empty file or folder. HX_ERR_ALREADY_EXISTS if there is one.
    hx_status create(const char *path @string, enum helix_file_kind kind);

    /// Removes a file or an empty folder. HX_ERR_BUSY: it is open, or not empty.
    hx_status remove(const char *path @string);

    /// Gives a file or folder another path, in one step: after a loss of power it is at
    /// one of the two. HX_ERR_ALREADY_EXISTS if something is there.
    hx_status rename(const char *from @string, const char *to @string);

    /// Returns once all that was written would survive a loss of power.
    hx_status sync(void);
}
