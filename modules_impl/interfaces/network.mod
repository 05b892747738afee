// SPDX-License-Identifier: MIT

types {
    /* `mtu` counts the bytes of a frame behind its 14-byte header. */
    struct helix_link_info {
        uint8_t address[6];
        uint16_t mtu;
        bool up;
    };
}

/// Devices that carry Ethernet frames: destination, source, type, payload, without the
/// checksum. A driver numbers its links from 0; an unknown one is HX_ERR_NOT_FOUND.
///
/// A driver sends the event "network.frame" when frames have arrived on a link on which
/// none waited; who listens calls `receive` until none is left.
interface "helix.network" 1.0 {
    uint32_t link_count(void) @on_fail(0);

    hx_status link_info(uint32_t link, struct helix_link_info *info @out);

    /// Sends one frame; it is copied. HX_ERR_BUSY: the device's queue is full, try again
    /// later. HX_ERR_INVALID: too long, or shorter than its header.
    hx_status send(uint32_t link, const void *frame @in(size), size_t size);

    /// Takes the oldest frame that has arrived; `size` becomes its length, 0 if none has.
    /// HX_ERR_NO_SPACE: it is longer than `capacity`; it is dropped.
    hx_status receive(uint32_t link, void *frame @out(capacity), size_t capacity,
                      size_t *size @out);
}
