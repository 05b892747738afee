/* SPDX-License-Identifier: MIT */
#include "kernel.h"

#include <helix/main.h>

void kmain(void);

void kmain(void)
{
    serial_start();
    interrupts_start();
    serial_print("kernel: up\n");
    hx_main();
}
