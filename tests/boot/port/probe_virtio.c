/* SPDX-License-Identifier: MIT */
/*
 * Interrupts of a virtio device, the entropy source, on the line that boot/x86_64 says
 * its transport has. The device fills a buffer each time it is told to; virtio 1.0,
 * section 4.2.4, the legacy layout that QEMU has by default.
 */
#include "probe.h"

#include <helix/port.h>

#define TRANSPORT_BASE UINT64_C(0xfeb00000)
#define TRANSPORT_SIZE 512
#define TRANSPORT_COUNT 8
#define LINE_FIRST 16

#define DEVICE_ID 0x008
#define GUEST_PAGE_SIZE 0x028
#define QUEUE_SELECT 0x030
#define QUEUE_SIZE 0x038
#define QUEUE_ALIGNMENT 0x03c
#define QUEUE_PAGE 0x040
#define QUEUE_NOTIFY 0x050
#define INTERRUPT_STATUS 0x060
#define INTERRUPT_ACKNOWLEDGE 0x064
#define STATUS 0x070

#define ID_ENTROPY 4
#define STATUS_SEEN 1
#define STATUS_DRIVER 2
#define STATUS_READY 4
#define BUFFER_FOR_DEVICE 2

#define PAGE_SIZE 4096
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

    _Alignas(PAGE_SIZE) uint16_t used_flags;
    volatile uint16_t used_count;
};

static _Alignas(PAGE_SIZE) struct queue queue;
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

static void start_device(void)
{
    *device_register(device_line, STATUS) = STATUS_SEEN | STATUS_DRIVER;
    *device_register(device_line, GUEST_PAGE_SIZE) = PAGE_SIZE;
    *device_register(device_line, QUEUE_SELECT) = 0;
    *device_register(device_line, QUEUE_SIZE) = ENTRY_COUNT;
    *device_register(device_line, QUEUE_ALIGNMENT) = PAGE_SIZE;
    *device_register(device_line, QUEUE_PAGE) =
        (uint32_t)((uint64_t)&queue / PAGE_SIZE);
    *device_register(device_line, STATUS) = STATUS_SEEN | STATUS_DRIVER | STATUS_READY;
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
