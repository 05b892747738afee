/* SPDX-License-Identifier: MIT */
/* Line 8 is the periodic interrupt of the PC's clock: MC146818 data sheet. */
#define CLOCK_INDEX 0x70
#define CLOCK_DATA 0x71
#define CLOCK_REGISTER_B 0x0b
#define CLOCK_REGISTER_C 0x0c
#define CLOCK_PERIODIC 0x40

void raise_line(uint32_t line);
void silence_line(uint32_t line);

static void out8(uint16_t port, uint8_t value)
{
    __asm__ volatile("outb %0, %1" : : "a"(value), "Nd"(port));
}

static uint8_t in8(uint16_t port)
{
    uint8_t value;

    __asm__ volatile("inb %1, %0" : "=a"(value) : "Nd"(port));
    return value;
}

static void set_periodic(uint8_t on)
{
    uint8_t before;

    out8(CLOCK_INDEX, CLOCK_REGISTER_B);
    before = in8(CLOCK_DATA);
    out8(CLOCK_INDEX, CLOCK_REGISTER_B);
    out8(CLOCK_DATA, (uint8_t)((before & ~CLOCK_PERIODIC) | on));
    /* Reading it ends an interrupt. */
    out8(CLOCK_INDEX, CLOCK_REGISTER_C);
    (void)in8(CLOCK_DATA);
}

void raise_line(uint32_t line)
{
    (void)line;
    set_periodic(CLOCK_PERIODIC);
}

void silence_line(uint32_t line)
{
    (void)line;
    set_periodic(0);
}
