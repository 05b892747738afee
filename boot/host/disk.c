/* SPDX-License-Identifier: MIT */
/*
 * Disks: files, or block devices, that the environment names, one behind the other with
 * a colon between them; so a name with a colon cannot be given. They are opened with
 * the first question for them. A disk that cannot be had is the end, as the machine
 * that was asked for is not there.
 */
#define _POSIX_C_SOURCE 200809L
#define _FILE_OFFSET_BITS 64

#include <helix/main.h>
#include <helix/port_disk.h>

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define DISK_VARIABLE "HELIX_DISK"
#define DISKS_MAX 8
#define BLOCK_SIZE 512

static struct {
    int file;
    uint64_t block_count;
} disks[DISKS_MAX];
static uint32_t disk_count;

static void open_disk(const char *path)
{
    const int file = open(path, O_RDWR | O_CLOEXEC);
    const off_t size = file < 0 ? -1 : lseek(file, 0, SEEK_END);

    if (size < 0)
        hx_panic("the disk %s, which " DISK_VARIABLE " names, cannot be used: %s", path,
                 strerror(errno));
    if (disk_count == DISKS_MAX)
        hx_panic(DISK_VARIABLE " names more than %u disks", (unsigned)DISKS_MAX);
    disks[disk_count].file = file;
    disks[disk_count].block_count = (uint64_t)size / BLOCK_SIZE;
    disk_count++;
}

static void open_all(const char *names)
{
    static char path[PATH_MAX];

    while (*names != '\0') {
        const size_t length = strcspn(names, ":");

        if (length >= sizeof(path))
            hx_panic("a name in " DISK_VARIABLE " is too long");
        memcpy(path, names, length);
        path[length] = '\0';
        /* Nothing between two colons is no disk. */
        if (length > 0)
            open_disk(path);
        names += length + (names[length] == ':');
    }
}

uint32_t hx_port_disk_count(void)
{
    static bool looked;

    if (!looked) {
        const char *names = getenv(DISK_VARIABLE);

        looked = true;
        if (names != NULL)
            open_all(names);
    }
    return disk_count;
}

uint64_t hx_port_disk_size(uint32_t disk)
{
    return disks[disk].block_count;
}

/* Whether a transfer goes on: `done` is what the last step has moved, or failed with.
 */
static bool is_transferred(ssize_t done)
{
    return done > 0 || (done < 0 && errno == EINTR);
}

bool hx_port_disk_read(uint32_t disk, uint64_t block, void *data, size_t count)
{
    off_t at = (off_t)(block * BLOCK_SIZE);
    size_t left = count * BLOCK_SIZE;
    char *bytes = data;

    while (left > 0) {
        const ssize_t done = pread(disks[disk].file, bytes, left, at);

        if (!is_transferred(done))
            return false; /* also where somebody has cut the file */
        if (done > 0) {
            at += done;
            bytes += done;
            left -= (size_t)done;
        }
    }
    return true;
}

bool hx_port_disk_write(uint32_t disk, uint64_t block, const void *data, size_t count)
{
    off_t at = (off_t)(block * BLOCK_SIZE);
    size_t left = count * BLOCK_SIZE;
    const char *bytes = data;

    while (left > 0) {
        const ssize_t done = pwrite(disks[disk].file, bytes, left, at);

        if (!is_transferred(done))
            return false;
        if (done > 0) {
            at += done;
            bytes += done;
            left -= (size_t)done;
        }
    }
    return true;
}

bool hx_port_disk_flush(uint32_t disk)
{
    return fsync(disks[disk].file) == 0;
}
