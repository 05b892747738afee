/* SPDX-License-Identifier: MIT */
/*
 * Interrupts of a virtio device, the entropy source, on the line that boot/x86_64 says
 * its transport has. The device fills a buffer each time it is told to; OASIS VIRTIO
 * 1.1, section 4.2.2.
 */
#include "probe.h"

#include <helix/port.h>

#define TRANSPORT_BASE UINT64_C(0xfeb00000)
#define TRANSPORT_SIZE 512
#define TRANSPORT_COUNT 8
#define LINE_FIRST 16

#define DEVICE_ID 0x008
#define DRIVER_FEATURES 0x020
#define DRIVER_FEATURES_SELECT 0x024
#define QUEUE_SELECT 0x030
#define QUEUE_SIZE 0x038
#define QUEUE_READY 0x044
#define QUEUE_NOTIFY 0x050
#define INTERRUPT_STATUS 0x060
#define INTERRUPT_ACKNOWLEDGE 0x064
#define STATUS 0x070
#define QUEUE_BUFFERS 0x080
#define QUEUE_OFFERED 0x090
#define QUEUE_USED 0x0a0

#define ID_ENTROPY 4
#define STATUS_SEEN 1
#define STATUS_DRIVER 2
#define STATUS_READY 4
#define STATUS_FEATURES 8
#define FEATURE_VERSION_1 1 /* of the second 32 */
#define BUFFER_FOR_DEVICE 2

#define ENTRY_COUNT 1
#define ROUND_COUNT 100

struct queue {
    struct {
        uint64_t address;
        uint32_t size;
        uint16_t flags;
        uint16_t next;
    } buffers[ENTRY_COUNT];
    uint16_t offered_flags;
    volatile uint16_t offered_count;
    uint16_t offered[ENTRY_COUNT];

    _Alignas(uint32_t) uint16_t used_flags;
    volatile uint16_t used_count;
    uint32_t used[2 * ENTRY_COUNT];
};

static _Alignas(16) struct queue queue;
static uint64_t buffer;
static uint32_t device_line;

static volatile uint32_t *device_register(uint32_t line, size_t offset)
{
    const size_t transport = line - LINE_FIRST;

    return (volatile uint32_t *)(TRANSPORT_BASE + transport * TRANSPORT_SIZE + offset);
}

static void serve(uint32_t line)
{
    probe_require(line == device_line, "it is the device's line");
    *device_register(line, INTERRUPT_ACKNOWLEDGE) =
        *device_register(line, INTERRUPT_STATUS);
}

/* All memory of the probe is below 4 GiB: the upper halves are 0 since the reset. */
static void write_address(size_t offset, const volatile void *memory)
{
    *device_register(device_line, offset) = (uint32_t)(uint64_t)memory;
}

static void start_device(void)
{
    const uint32_t begun = STATUS_SEEN | STATUS_DRIVER;

    *device_register(device_line, STATUS) = begun;
    *device_register(device_line, DRIVER_FEATURES_SELECT) = 1;
    *device_register(device_line, DRIVER_FEATURES) = FEATURE_VERSION_1;
    *device_register(device_line, STATUS) = begun | STATUS_FEATURES;
    *device_register(device_line, QUEUE_SELECT) = 0;
    *device_register(device_line, QUEUE_SIZE) = ENTRY_COUNT;
    write_address(QUEUE_BUFFERS, queue.buffers);
    write_address(QUEUE_OFFERED, &queue.offered_flags);
    write_address(QUEUE_USED, &queue.used_flags);
    *device_register(device_line, QUEUE_READY) = 1;
    *device_register(device_line, STATUS) = begun | STATUS_FEATURES | STATUS_READY;
    queue.buffers[0].address = (uint64_t)&buffer;
    queue.buffers[0].size = sizeof(buffer);
    queue.buffers[0].flags = BUFFER_FOR_DEVICE;
}

void probe_virtio(void)
{
    for (uint32_t i = 0; i < TRANSPORT_COUNT; i++) {
        if (*device_register(LINE_FIRST + i, DEVICE_ID) == ID_ENTROPY)
            device_line = LINE_FIRST + i;
    }
    probe_require(device_line != 0, "there is an entropy source");
    start_device();
    probe_on_line = serve;
    probe_require(hx_port_irq_enable(device_line), "it has a line");
    for (uint16_t i = 1; i <= ROUND_COUNT; i++) {
        queue.offered_count = i;
        *device_register(device_line, QUEUE_NOTIFY) = 0;
        probe_idle_until(&probe_line_count, i);
        probe_require(queue.used_count == i, "the buffer was filled");
    }
}
