/* SPDX-License-Identifier: MIT */
/*
 * Split queues (OASIS VIRTIO 1.1, section 2.6).
 *
 * A queue of n entries is three pieces of memory: the descriptors, n times 16 bytes;
 * what the driver offers, 6 + 2 n bytes; what the device has used, 6 + 8 n bytes. The
 * port knows addresses of the bus page by page only, so the first piece is one power of
 * two, the other two share another, each aligned to its size, and neither is larger
 * than a page. Behind them, in the same claim, is what the device must not change:
 * which entries belong together, and how much of them it may write.
 *
 * The device reads and writes at any time. Whatever it has written is read once, then
 * checked, then used. Barriers are those of CPUs among each other, which is what
 * devices of hypervisors are.
 */
#include "registers.h"
#include "virtio_mmio.h"

#include <helix/memory.h>
#include <helix/port_virtio.h>

#define PAGE_SIZE 4096u
#define SMALLEST_PART 64u

#define DESCRIPTOR_NEXT 1
#define DESCRIPTOR_DEVICE_WRITES 2
#define USED_NO_NOTIFY 1

/* Of what is offered, and of what is used: indices into arrays of 16 bits. */
enum { RING_FLAGS, RING_INDEX, RING_FIRST };

_Static_assert(sizeof(struct virtio_mmio_descriptor) == 16, "section 2.6.5");
_Static_assert(VIRTIO_MMIO_ENTRIES_MAX * sizeof(struct virtio_mmio_descriptor) <=
                   PAGE_SIZE,
               "the descriptors have one address");

/* Not in the state, which a restart resets: claimed RAM cannot be given back. */
static struct hx_memory_region kept[VIRTIO_MMIO_DEVICES_MAX][VIRTIO_MMIO_QUEUES_MAX];

static size_t part_size(uint16_t size)
{
    const size_t part = size * sizeof(struct virtio_mmio_descriptor);

    return part > SMALLEST_PART ? part : SMALLEST_PART;
}

/* The largest power of two that is at most `most`, which is not 0. */
static uint16_t choose_size(uint32_t most)
{
    uint16_t size = VIRTIO_MMIO_ENTRIES_MAX;

    while (size > most)
        size /= 2;
    return size;
}

static hx_status give_memory(struct hx_memory_region *region, uint16_t size)
{
    const size_t part = part_size(size);
    const size_t needed = 2 * part + size * sizeof(struct virtio_mmio_entry);

    /* Sizes are powers of two: what is lost by growing is less than what is kept. */
    if (region->start != NULL && region->size >= needed &&
        (uintptr_t)region->start % part == 0)
        return HX_OK;
    return hx_memory_claim(needed, part, region);
}

static void lay_out(struct virtio_mmio_queue *queue, void *memory, uint16_t size)
{
    const size_t part = part_size(size);
    uint8_t *bytes = memory;

    memset(memory, 0, 2 * part);
    queue->descriptors = (struct virtio_mmio_descriptor *)memory;
    queue->offered = (uint16_t *)(void *)(bytes + part);
    /* Behind the ring is a number that only an unused feature has a use for, and the
     * next piece begins at a multiple of 4. */
    queue->used = queue->offered + RING_FIRST + size + 2 - size % 2;
    queue->entries = (struct virtio_mmio_entry *)(void *)(bytes + 2 * part);
    for (uint16_t i = 0; i < size; i++)
        queue->entries[i] = (struct virtio_mmio_entry){.next = (uint16_t)(i + 1)};
    queue->size = size;
    queue->first_free = 0;
    queue->free_count = size;
    queue->offered_index = 0;
    queue->used_index = 0;
}

hx_status virtio_mmio_add_queue(struct virtio_mmio *self, uint32_t number,
                                uint32_t queue_number, uint32_t most, uint32_t *size)
{
    struct virtio_mmio_device *device;
    struct virtio_mmio_queue *queue;
    struct hx_memory_region *region;
    uint32_t possible;
    hx_status status = virtio_mmio_device_at(self, number, VIRTIO_MMIO_BEGUN, &device);

    if (status != HX_OK)
        return status;
    if (most == 0)
        return hx_fail(HX_ERR_INVALID, "a queue of no entries");
    virtio_mmio_write(device, REGISTER_QUEUE_SELECT, queue_number);
    possible = virtio_mmio_read(device, REGISTER_QUEUE_SIZE_MAX);
    if (queue_number >= VIRTIO_MMIO_QUEUES_MAX || possible == 0)
        return hx_fail(HX_ERR_NOT_FOUND, "virtio device %u has no queue %u",
                       (unsigned)number, (unsigned)queue_number);
    if (virtio_mmio_read(device, REGISTER_QUEUE_READY) != 0)
        return hx_fail(HX_ERR_ALREADY_EXISTS, "virtio device %u has its queue %u",
                       (unsigned)number, (unsigned)queue_number);
    region = &kept[number][queue_number];
    queue = &device->queues[queue_number];
    possible = choose_size(most < possible ? most : possible);
    status = give_memory(region, (uint16_t)possible);
    if (status != HX_OK)
        return status;
    lay_out(queue, region->start, (uint16_t)possible);
    virtio_mmio_write(device, REGISTER_QUEUE_SIZE, possible);
    virtio_mmio_write_address(device, REGISTER_QUEUE_DESCRIPTORS, queue->descriptors);
    virtio_mmio_write_address(device, REGISTER_QUEUE_DRIVER, queue->offered);
    virtio_mmio_write_address(device, REGISTER_QUEUE_DEVICE, queue->used);
    virtio_mmio_write(device, REGISTER_QUEUE_READY, 1);
    *size = possible;
    return HX_OK;
}

/* The queue of a device that works; HX_ERR_NOT_FOUND if it was not set up. */
static hx_status find_queue(struct virtio_mmio *self, uint32_t number,
                            uint32_t queue_number, struct virtio_mmio_device **device,
                            struct virtio_mmio_queue **queue)
{
    hx_status status = virtio_mmio_device_at(self, number, VIRTIO_MMIO_READY, device);

    if (status != HX_OK)
        return status;
    if (queue_number >= VIRTIO_MMIO_QUEUES_MAX ||
        (*device)->queues[queue_number].size == 0)
        return hx_fail(HX_ERR_NOT_FOUND, "virtio device %u: queue %u is not set up",
                       (unsigned)number, (unsigned)queue_number);
    *queue = &(*device)->queues[queue_number];
    return HX_OK;
}

/* The part of the segment from `done` on that is in one piece for the device. */
static uint32_t piece_size(const struct helix_virtio_segment *segment, uint32_t done)
{
    const uintptr_t start = (uintptr_t)segment->address + done;
    const uint32_t left = segment->size - done;
    const uint64_t first = hx_port_bus_address((const void *)start);
    uint32_t size = PAGE_SIZE - (uint32_t)(start % PAGE_SIZE);

    while (size < left &&
           hx_port_bus_address((const void *)(start + size)) == first + size)
        size += left - size < PAGE_SIZE ? left - size : PAGE_SIZE;
    return size < left ? size : left;
}

/* Looks at a request: how many entries it takes, and how much the device may write. */
static hx_status measure(const struct helix_virtio_segment *segments, size_t count,
                         size_t *entries, uint32_t *writable)
{
    uint64_t sum = 0;
    uint64_t written = 0;
    size_t found = 0;

    for (size_t i = 0; i < count; i++) {
        if (segments[i].size == 0)
            return hx_fail(HX_ERR_INVALID, "an empty segment");
        if (i > 0 && segments[i - 1].device_writes && !segments[i].device_writes)
            return hx_fail(HX_ERR_INVALID,
                           "what the device reads is behind what it writes");
        sum += segments[i].size;
        if (segments[i].device_writes)
            written += segments[i].size;
        /* Section 2.6.5: not more than 2^32 bytes. */
        if (sum > UINT32_MAX)
            return hx_fail(HX_ERR_INVALID, "a request of 4 GiB or more");
        for (uint32_t done = 0; done < segments[i].size; found++)
            done += piece_size(&segments[i], done);
    }
    if (found == 0)
        return hx_fail(HX_ERR_INVALID, "a request without a segment");
    *entries = found;
    *writable = (uint32_t)written;
    return HX_OK;
}

/* Fills the free entries from the first one on, and links them to a request. */
static void fill(struct virtio_mmio_queue *queue,
                 const struct helix_virtio_segment *segments, size_t count)
{
    uint16_t at = queue->first_free;
    uint16_t last = at;

    for (size_t i = 0; i < count; i++) {
        const uint16_t flags = segments[i].device_writes ? DESCRIPTOR_DEVICE_WRITES : 0;
        uint32_t size;

        for (uint32_t done = 0; done < segments[i].size; done += size) {
            const uintptr_t start = (uintptr_t)segments[i].address + done;

            size = piece_size(&segments[i], done);
            queue->descriptors[at] = (struct virtio_mmio_descriptor){
                .address = hx_port_bus_address((const void *)start),
                .size = size,
                .flags = flags | DESCRIPTOR_NEXT,
                .next = queue->entries[at].next,
            };
            last = at;
            at = queue->entries[at].next;
        }
    }
    queue->descriptors[last].flags &= (uint16_t)~DESCRIPTOR_NEXT;
    queue->descriptors[last].next = 0;
    queue->first_free = at;
}

hx_status virtio_mmio_put(struct virtio_mmio *self, uint32_t number,
                          uint32_t queue_number,
                          const struct helix_virtio_segment *segments, size_t count,
                          uint64_t token)
{
    struct virtio_mmio_device *device;
    struct virtio_mmio_queue *queue = NULL;
    uint32_t writable = 0;
    size_t needed = 0;
    uint16_t head;
    hx_status status = find_queue(self, number, queue_number, &device, &queue);

    if (status == HX_OK)
        status = measure(segments, count, &needed, &writable);
    if (status != HX_OK)
        return status;
    if (needed > queue->size)
        return hx_fail(HX_ERR_INVALID, "a request of %zu entries in a queue of %u",
                       needed, (unsigned)queue->size);
    if (needed > queue->free_count)
        return hx_fail(HX_ERR_BUSY, "a request of %zu entries, %u are free", needed,
                       (unsigned)queue->free_count);
    head = queue->first_free;
    fill(queue, segments, count);
    queue->free_count = (uint16_t)(queue->free_count - needed);
    queue->entries[head].token = token;
    queue->entries[head].writable = writable;
    queue->entries[head].length = (uint16_t)needed;

    queue->offered[RING_FIRST + queue->offered_index % queue->size] = head;
    queue->offered_index++;
    /* Section 2.6.13.2: the device sees the request before it sees its number. */
    __atomic_store_n(&queue->offered[RING_INDEX], queue->offered_index,
                     __ATOMIC_RELEASE);
    return HX_OK;
}

hx_status virtio_mmio_notify(struct virtio_mmio *self, uint32_t number,
                             uint32_t queue_number)
{
    struct virtio_mmio_device *device;
    struct virtio_mmio_queue *queue = NULL;
    hx_status status = find_queue(self, number, queue_number, &device, &queue);

    if (status != HX_OK)
        return status;
    /* Section 2.6.13.4: either the device sees the new number, or we its wish. */
    __atomic_thread_fence(__ATOMIC_SEQ_CST);
    if ((__atomic_load_n(&queue->used[RING_FLAGS], __ATOMIC_RELAXED) &
         USED_NO_NOTIFY) == 0)
        virtio_mmio_write(device, REGISTER_QUEUE_NOTIFY, queue_number);
    return HX_OK;
}

/* Gives the entries of a request back to the free ones. */
static void release(struct virtio_mmio_queue *queue, uint16_t head)
{
    struct virtio_mmio_entry *entries = queue->entries;
    const uint16_t length = entries[head].length;
    uint16_t last = head;

    for (uint16_t i = 1; i < length; i++)
        last = entries[last].next;
    entries[last].next = queue->first_free;
    entries[head].length = 0;
    queue->first_free = head;
    queue->free_count = (uint16_t)(queue->free_count + length);
}

bool virtio_mmio_take(struct virtio_mmio *self, uint32_t number, uint32_t queue_number,
                      uint64_t *token, uint32_t *written)
{
    struct virtio_mmio_device *device;
    struct virtio_mmio_queue *queue = NULL;
    const volatile uint32_t *used;
    uint32_t head;
    uint32_t size;

    if (find_queue(self, number, queue_number, &device, &queue) != HX_OK)
        return false;
    if (__atomic_load_n(&queue->used[RING_INDEX], __ATOMIC_ACQUIRE) ==
        queue->used_index)
        return false;
    used = (const volatile uint32_t *)(const volatile void *)&queue->used[RING_FIRST];
    used += 2u * (queue->used_index % queue->size);
    head = used[0];
    size = used[1];
    if (head >= queue->size || queue->entries[head].length == 0 ||
        size > queue->entries[head].writable) {
        hx_log_error("virtio device %u is broken: entry %u, %u bytes, in queue %u "
                     "were never asked for",
                     (unsigned)number, (unsigned)head, (unsigned)size,
                     (unsigned)queue_number);
        virtio_mmio_break(device);
        return false;
    }
    queue->used_index++;
    *token = queue->entries[head].token;
    *written = size;
    release(queue, (uint16_t)head);
    return true;
}
