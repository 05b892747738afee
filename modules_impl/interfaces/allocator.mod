// SPDX-License-Identifier: MIT

/// Memory for whoever asks. Blocks are the caller's until it gives them back.
///
/// All operations may be called by hooks and by threads, and never by an interrupt. A
/// provider that tells of MemoryPressure leaves it to the main loop (helix/pressure.h):
/// no listener runs within a call.
interface "helix.allocator" 1.0 {
    /// Returns `size` bytes at a multiple of `align`, a power of two. Their content is
    /// undefined. NULL: not enough memory, a size of 0, or an alignment that is not a
    /// power of two.
    void *alloc(size_t size, size_t align) @on_fail(NULL) @address @atomic;

    /// Gives back a block, with the size that it was asked for with. HX_ERR_INVALID: no
    /// block of this allocator can be at that place; nothing changes then.
    hx_status free(void *block @address, size_t size) @atomic;

    /// The number of bytes that are not in use. One `alloc` of as many may still fail.
    size_t available(void) @on_fail(0) @atomic;
}
