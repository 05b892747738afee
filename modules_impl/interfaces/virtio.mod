// SPDX-License-Identifier: MIT

types {
    /* A piece of a request: memory of the kernel, at `address`, as a pointer is. The
     * device writes it, or else reads it. */
    struct helix_virtio_segment {
        uint64_t address;
        uint32_t size;
        bool device_writes;
    };
}

/// A bus with virtio devices (OASIS VIRTIO 1.1), whatever carries it: the bus finds the
/// devices, talks to their registers and keeps their queues; a driver knows one type of
/// device. Each device has one driver.
///
/// A driver calls `find`, `begin`, `add_queue` for each queue, and `ready`; from then on
/// it `put`s requests and `take`s those that the device has done. An unknown device or
/// queue is HX_ERR_NOT_FOUND, a call out of this order HX_ERR_WRONG_STATE. One queue is
/// used by one caller at a time.
///
/// A device that breaks the rules, or says that it has to be reset, is broken until the
/// next `begin`: `put` and `notify` are HX_ERR_CORRUPT, `take` finds nothing. Who waits
/// for a request asks `notify` when it has waited too long, and resets the device before
/// it uses the memory of what it has put.
interface "helix.virtio" 1.0 {
    /// Finds the device number `nth`, from 0, of those of a type (section 5: 1 network,
    /// 2 block). `device` is what the other operations call it.
    hx_status find(uint32_t type, uint32_t nth, uint32_t *device @out);

    /// Resets the device and says which of the features `wanted` it has; `accepted` are
    /// those and VIRTIO_F_VERSION_1, without which it is HX_ERR_UNSUPPORTED.
    hx_status begin(uint32_t device, uint64_t wanted, uint64_t *accepted @out);

    /// Sets up a queue of at most `most` entries; `size` becomes how many it has. Its
    /// memory is kept when the device is reset, and used again. On the main loop only if
    /// it is the first time.
    hx_status add_queue(uint32_t device, uint32_t queue, uint32_t most,
                        uint32_t *size @out);

    /// The driver is ready: the device may work.
    hx_status ready(uint32_t device);

    /// Stops the device; what it was about to do is forgotten, and its queues are gone.
    hx_status reset(uint32_t device);

    /// Reads `size` bytes of the device's own configuration at `offset`, of one state. A
    /// field of 2, 4 or 8 bytes is to be read alone; other sizes are read byte by byte.
    hx_status read_config(uint32_t device, uint32_t offset, void *data @out(size),
                          size_t size);

    /// Its interrupt line, for hx_irq_attach(). UINT32_MAX: it has none.
    uint32_t line(uint32_t device) @on_fail(UINT32_MAX);

    /// Makes an interrupt of the device quiet. Bit 0: it has done requests; bit 1: its
    /// configuration has changed; 0: the interrupt was not its own.
    uint32_t acknowledge(uint32_t device) @on_fail(0) @isr;

    /// Puts a request into a queue: first what the device reads, then what it writes.
    /// The memory is the device's until the request is taken. HX_ERR_BUSY: there is no
    /// room now; HX_ERR_INVALID: it could never have any, or is malformed. It begins at
    /// the latest with the next `notify`.
    hx_status put(uint32_t device, uint32_t queue,
                  const struct helix_virtio_segment *segments @in(count), size_t count,
                  uint64_t token);

    /// Tells the device that requests were put into the queue.
    hx_status notify(uint32_t device, uint32_t queue);

    /// Takes a request that the device has done, if there is one: its `token`, and how
    /// many bytes the device has `written`, as it says.
    bool take(uint32_t device, uint32_t queue, uint64_t *token @out,
              uint32_t *written @out) @on_fail(false);
}
