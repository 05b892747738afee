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
/// root, which is always there. A part is UTF-8 of 1 to 255 bytes without control
/// characters, and neither `.` nor `..`; what else a name must not be, and whether `a` and
/// `A` are one name, is the filesystem's. A malformed path is HX_ERR_INVALID, whatever
/// exists; a file or folder that does not exist, also where a part of the path is a file,
/// HX_ERR_NOT_FOUND; a full medium HX_ERR_NO_SPACE; and whatever a read-only filesystem
/// cannot do HX_ERR_UNSUPPORTED. An operation that fails with one of these has changed
/// nothing, but for the bytes that `write` says it has written.
///
/// `open` gives a number that is valid until `close`; any other is HX_ERR_INVALID, and so
/// is that of a folder where a file is wanted, and the other way round. A file that is
/// opened twice has two numbers; what is written by one is read by the other.
interface "helix.filesystem" 1.0 {
    /// Opens a file or a folder that exists. HX_ERR_NO_SPACE: too many are open.
    hx_status open(const char *path @string, uint32_t *file @out);

    /// Ends the use of `file`. What was written to it is on the medium afterwards.
    hx_status close(uint32_t file);

    /// Reads up to `size` bytes at `offset`; `done` becomes the number of bytes read. It
    /// is less than `size` only where the file ends; at and behind its end it is 0.
    hx_status read(uint32_t file, uint64_t offset, void *data @out(size), size_t size,
                   size_t *done @out);

    /// Writes `size` bytes at `offset`, and makes the file longer where it has to; a gap
    /// reads as zeros. Nothing to write makes no file longer. `done` becomes the number of
    /// bytes written, also after an error. A file cannot be that long: HX_ERR_NO_SPACE.
    hx_status write(uint32_t file, uint64_t offset, const void *data @in(size),
                    size_t size, size_t *done @out);

    /// Makes the file `size` bytes long: what is behind is lost, what is new is zero.
    /// HX_ERR_NO_SPACE as for `write`.
    hx_status resize(uint32_t file, uint64_t size);

    /// Describes the file or folder at `path`. The root has no name.
    hx_status stat(const char *path @string, struct helix_file_info *info @out);

    /// Gives the entries of an open folder one by one, in no order. `position` is 0 for
    /// the first, and is moved on; behind the last one the answer is HX_ERR_NOT_FOUND.
    /// An entry that is made or removed in between may be missed, never given twice.
    hx_status list(uint32_t folder, uint64_t *position @inout,
                   struct helix_file_info *entry @out);

    /// Makes an empty file or folder. HX_ERR_ALREADY_EXISTS if something is there;
    /// HX_ERR_INVALID: there is no such kind.
    hx_status create(const char *path @string, enum helix_file_kind kind);

    /// Removes a file or an empty folder. HX_ERR_BUSY: it is open, not empty, or the
    /// root.
    hx_status remove(const char *path @string);

    /// Gives a file or folder another path, in one step: after a loss of power it is at
    /// one of the two. What is open stays open. HX_ERR_ALREADY_EXISTS if something else
    /// is there; HX_ERR_INVALID: it is the root, or a folder that would move into itself.
    hx_status rename(const char *from @string, const char *to @string);

    /// Returns once all that was written would survive a loss of power; at once, where
    /// nothing would.
    hx_status sync(void);
}
