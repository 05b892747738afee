/* SPDX-License-Identifier: MIT */
/*
 * The console: standard output, written line by line, and standard input, which may be
 * a terminal, a pipe, a file or closed. O_NONBLOCK is of no use for reading without
 * waiting, because it would change the file for the parent process too.
 *
 * Each thread gathers its own line, so lines stay whole and threads need no lock; what
 * is left in one that ends is written then. A line that other threads have only begun
 * when the machine halts is not shown.
 *
 * A terminal is put into character mode with the first read, so a kernel that reads
 * nothing never touches it; ctrl-c and ctrl-z keep their meaning. The end of the input
 * is passed on as the one byte that ctrl-d is on a serial line.
 */
#define _POSIX_C_SOURCE 200809L

#include "start.h"

#include <helix/port.h>

#include <errno.h>
#include <poll.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <termios.h>
#include <unistd.h>

#define END_OF_TRANSMISSION 4

static _Thread_local char output[512];
static _Thread_local volatile size_t output_size;
static _Thread_local volatile sig_atomic_t output_busy;

static unsigned char input[512];
static size_t input_size;
static size_t input_next;

static enum {
    INPUT_UNUSED,
    INPUT_OPEN,
    INPUT_ENDED,
} input_state;

static atomic_bool terminal_changed;
static struct termios terminal_before;
static struct termios terminal_now;

static void write_all(const char *data, size_t size)
{
    while (size > 0) {
        const ssize_t written = write(STDOUT_FILENO, data, size);

        if (written >= 0) {
            data += written;
            size -= (size_t)written;
        } else if (errno == EAGAIN) {
            struct pollfd room = {.fd = STDOUT_FILENO, .events = POLLOUT};

            (void)poll(&room, 1, -1);
        } else if (errno != EINTR) {
            return; /* closed: nobody to tell */
        }
    }
}

void host_console_flush(void)
{
    const int saved = errno;
    const sig_atomic_t busy = output_busy;
    size_t size;

    /* A signal must not put its bytes over those that are being written. */
    output_busy = 1;
    size = output_size;
    output_size = 0;
    write_all(output, size);
    output_busy = busy;
    errno = saved;
}

void hx_port_console_put(char byte)
{
    /* A signal came in the middle of the lines below, or of a flush. */
    if (output_busy) {
        write_all(&byte, 1);
        return;
    }

    output_busy = 1;
    atomic_signal_fence(memory_order_seq_cst);
    if (output_size == 0)
        host_watch_thread_end();
    output[output_size] = byte;
    output_size = output_size + 1;
    if (byte == '\n' || output_size == sizeof(output))
        host_console_flush();
    atomic_signal_fence(memory_order_seq_cst);
    output_busy = 0;
}

static void end_by_signal(int number)
{
    host_console_stop();
    (void)signal(number, SIG_DFL);
    (void)raise(number);
}

/* The shell has set the terminal for itself while we were stopped. */
static void resume(int number)
{
    const int saved = errno;

    (void)number;
    if (terminal_changed)
        (void)tcsetattr(STDIN_FILENO, TCSANOW, &terminal_now);
    errno = saved;
}

static void on_signal(int number, void (*handler)(int))
{
    struct sigaction action = {.sa_handler = handler, .sa_flags = SA_RESTART};

    (void)sigemptyset(&action.sa_mask);
    (void)sigaction(number, &action, NULL);
}

static void open_input(void)
{
    input_state = INPUT_OPEN;
    if (tcgetattr(STDIN_FILENO, &terminal_before) != 0)
        return; /* not a terminal */

    terminal_now = terminal_before;
    terminal_now.c_lflag &= ~(tcflag_t)(ICANON | ECHO);
    terminal_now.c_cc[VMIN] = 1;
    terminal_now.c_cc[VTIME] = 0;
    terminal_changed = true;
    on_signal(SIGINT, end_by_signal);
    on_signal(SIGTERM, end_by_signal);
    on_signal(SIGHUP, end_by_signal);
    on_signal(SIGQUIT, end_by_signal);
    on_signal(SIGCONT, resume);
    (void)tcsetattr(STDIN_FILENO, TCSANOW, &terminal_now);
}

void host_console_stop(void)
{
    if (atomic_exchange(&terminal_changed, false))
        (void)tcsetattr(STDIN_FILENO, TCSANOW, &terminal_before);
}

/* Returns false when nothing has come; else there is at least one byte in `input`. */
static bool fill_input(void)
{
    struct pollfd typed = {.fd = STDIN_FILENO, .events = POLLIN};
    ssize_t size;

    if (poll(&typed, 1, 0) <= 0)
        return false;

    size = read(STDIN_FILENO, input, sizeof(input));
    if (size < 0 && (errno == EINTR || errno == EAGAIN))
        return false;

    input_next = 0;
    if (size > 0) {
        input_size = (size_t)size;
    } else {
        input_state = INPUT_ENDED;
        input[0] = END_OF_TRANSMISSION;
        input_size = 1;
    }
    return true;
}

int hx_port_console_get(void)
{
    if (input_state == INPUT_UNUSED)
        open_input();

    if (input_next == input_size) {
        host_console_flush(); /* a prompt has no newline */
        if (input_state == INPUT_ENDED || !fill_input())
            return -1;
    }
    return input[input_next++];
}
