/* SPDX-License-Identifier: MIT */
#define NS_PER_MS UINT64_C(1000000)

static _Alignas(16) uint8_t stacks[WORKERS_MAX][HX_THREAD_STACK_MIN];

/* A thread gets its worker; there is one such module. */
static struct workers *workers;

static bool is_prime(uint32_t number)
{
    for (uint32_t n = 2; n <= number / n; n++)
        if (number % n == 0)
            return false;
    return true;
}

/* Beginning anew where 32 bits end. */
static uint32_t next_prime(uint32_t number)
{
    do
        number = number < 2 || number == UINT32_MAX ? 2 : number + 1;
    while (!is_prime(number));
    return number;
}

static void find_one(struct worker *worker)
{
    const uint32_t prime = next_prime(worker->last);

    /* Who asks sees both of the new ones, or neither. */
    hx_preempt_off();
    worker->found = prime > worker->last ? worker->found + 1 : 1;
    worker->last = prime;
    hx_preempt_on();
}

static void work(void *arg)
{
    const struct workers_config *config = workers->config;

    do {
        for (uint32_t n = 0; n < config->primes_per_turn; n++) {
            if (hx_thread_should_end())
                return;
            find_one(arg);
        }
    } while (hx_thread_sleep(workers->context, config->rest_ms * NS_PER_MS) == HX_OK);
}

hx_status workers_start(struct workers *self)
{
    static const char *const names[WORKERS_MAX] = {"first", "second", "third",
                                                   "fourth"};
    hx_status status = HX_OK;

    workers = self;
    for (uint32_t n = 0; n < self->config->count && status == HX_OK; n++)
        status = hx_thread_create(self->context, &self->workers[n].thread, names[n],
                                  self->config->priority + n, stacks[n],
                                  sizeof(stacks[n]), work, &self->workers[n]);
    return status;
}

hx_status workers_request_progress(struct workers *self,
                                   const struct hx_request *request,
                                   struct hx_response *response)
{
    char *text = response->payload.data;
    const size_t capacity = response->payload.capacity;
    size_t size = 0;

    (void)request;
    for (uint32_t n = 0; n < self->config->count && size < capacity; n++) {
        const struct worker *worker = &self->workers[n];

        size += hx_format(text + size, capacity - size, "%s%u primes up to %u",
                          size > 0 ? "; " : "", (unsigned)worker->found,
                          (unsigned)worker->last);
    }
    if (size >= capacity)
        return hx_fail(HX_ERR_NO_SPACE, "%zu bytes do not hold the answer", capacity);
    return hx_respond(response, text, size);
}
