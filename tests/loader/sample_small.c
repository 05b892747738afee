/* SPDX-License-Identifier: MIT */
/* The least: no data, nothing of the host's, no relocation. */
__attribute__((visibility("default"))) int sample_answer(int value);

int sample_answer(int value)
{
    return value + 1;
}
