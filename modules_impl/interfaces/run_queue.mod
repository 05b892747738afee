// SPDX-License-Identifier: MIT

/// Queues of tasks that wait for a CPU, for schedulers to keep their order in.
///
/// There is one first-in-first-out queue for each level; level 0 is the most urgent one.
/// What a level means is the scheduler's affair. A task waits in one queue at most. Task
/// 0 is no task. Each operation takes constant time.
interface "helix.run_queue" 1.0 {
    /// The number of levels, at least 1.
    uint32_t level_count(void) @on_fail(0) @atomic;

    /// The number of tasks that wait in `level`.
    uint32_t length(uint32_t level) @on_fail(0) @atomic;

    /// Puts `task` behind all others of `level`. HX_ERR_ALREADY_EXISTS: it waits in some
    /// queue already; HX_ERR_NOT_FOUND: no such task; HX_ERR_INVALID: no such level.
    hx_status append(uint32_t level, uint32_t task) @atomic;

    /// Takes the task that has waited longest out of `level` and returns it; 0 if none
    /// waits there.
    uint32_t take(uint32_t level) @on_fail(0) @atomic;

    /// Like `take`, from the most urgent level in which a task waits.
    uint32_t take_first(void) @on_fail(0) @atomic;

    /// Takes `task` out of the queue in which it waits. HX_ERR_NOT_FOUND: it does not.
    hx_status remove(uint32_t task) @atomic;

    /// The level that the task's creator asked for.
    uint32_t priority(uint32_t task) @on_fail(0) @atomic;
}
