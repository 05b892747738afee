// SPDX-License-Identifier: MIT

/// Decides which task runs. It is policy only: the tasks, their queues and their times
/// belong to whoever serves `helix.run_queue`, so one scheduler can take another's place
/// with every task kept. Task 0 is no task.
///
/// All operations are called with preemption off, from the code that switches tasks,
/// and never from an interrupt.
interface "helix.scheduler" 1.0 {
    /// `task` can run from now on. It is not running, and not known as ready; if it is,
    /// HX_ERR_ALREADY_EXISTS and nothing changes.
    hx_status add_task(uint32_t task) @atomic;

    /// `task` waits for its turn no longer: it blocks or has ended. A task that is not
    /// waiting is no error.
    hx_status remove_task(uint32_t task) @atomic;

    /// Returns the task that `cpu` runs from now on.
    ///
    /// `current` runs there and could go on; it has been running for `ran_ns`
    /// nanoseconds without a break (UINT64_MAX: it gives up its turn). 0: nothing runs
    /// there. If the answer is another task, `current` waits for its turn again. An
    /// answer of 0 means that there is nothing else to run: `current` goes on, if
    /// there is one.
    uint32_t pick_next(uint32_t cpu, uint32_t current, uint64_t ran_ns)
        @on_fail(0) @atomic;
}
