/* SPDX-License-Identifier: MIT */
/* Which rule decides, and what is said of a denial. Names are from anybody. */
#include <helix/log.h>
#include <helix/mutex.h>
#include <helix/port.h>

#define NS_PER_S UINT64_C(1000000000)

static bool fits(const struct policy_pattern *pattern, const char *name)
{
    return strncmp(pattern->text, name, pattern->size) == 0 &&
           (pattern->is_prefix || name[pattern->size] == '\0');
}

/* Returns the first rule that all of the `count` names fit, counted; NULL if none. */
static const struct policy_rule *find_rule(struct policy *self,
                                           enum policy_subject subject,
                                           const char *const *names, uint32_t count,
                                           bool is_signed)
{
    for (uint32_t i = 0; i < POLICY_RULES_MAX; i++) {
        struct policy_rule *rule = &self->rules[i];
        uint32_t fitting = 0;

        if (rule->subject != subject)
            continue;
        if (subject == POLICY_LOAD &&
            !(is_signed ? rule->fits_signed : rule->fits_unsigned))
            continue;
        while (fitting < count && fits(&rule->names[fitting], names[fitting]))
            fitting++;
        if (fitting < count)
            continue;
        rule->use_count++;
        return rule;
    }
    self->default_count++;
    return NULL;
}

/* One who asks for the forbidden again and again must not fill the log. */
static void log_denial(struct policy *self)
{
    const uint64_t now_ns = hx_port_time_ns();

    if (now_ns - self->window_start_ns >= NS_PER_S) {
        self->window_start_ns = now_ns;
        self->window_count = 0;
    }
    if (self->window_count >= self->config->log_per_s) {
        self->unlogged_count++;
        self->unlogged_since++;
        return;
    }
    self->window_count++;
    if (self->unlogged_since > 0)
        hx_log_warn("policy: %llu denials were not logged",
                    (unsigned long long)self->unlogged_since);
    self->unlogged_since = 0;
    /* Read back: in a detail control characters have become spaces. */
    hx_log_warn("policy: %s", hx_fail_detail(HX_ERR_DENIED));
}

/* The rule comes first: what is too long for a detail is cut at its end. */
static hx_status deny(struct policy *self, const struct policy_rule *rule,
                      const char *what, const char *const *names)
{
    const uint32_t index = rule != NULL ? (uint32_t)(rule - self->rules) : 0;
    hx_status status;

    self->denied_count++;
    if (rule != NULL)
        status = hx_fail(HX_ERR_DENIED, "rule %u '%s' forbids %s: %s, %s%s%s",
                         (unsigned)index + 1, self->config->rules[index], what,
                         names[0], names[1], names[2] != NULL ? ", " : "",
                         names[2] != NULL ? names[2] : "");
    else
        status = hx_fail(HX_ERR_DENIED, "no rule allows %s: %s, %s%s%s", what, names[0],
                         names[1], names[2] != NULL ? ", " : "",
                         names[2] != NULL ? names[2] : "");
    log_denial(self);
    return status;
}

static bool is_allowed(const struct policy *self, const struct policy_rule *rule)
{
    return rule != NULL ? rule->allows : self->config->allow_by_default;
}

hx_status policy_check_request(struct policy *self, const char *source,
                               const char *target, const char *type)
{
    const char *const names[POLICY_NAMES] = {source, target, type};
    const struct policy_rule *rule;
    hx_status status = hx_mutex_take(&self->mutex);

    if (status != HX_OK)
        return status;
    rule = find_rule(self, POLICY_REQUEST, names, POLICY_NAMES, false);
    if (!is_allowed(self, rule))
        status = deny(self, rule, "the request", names);
    hx_mutex_give(&self->mutex);
    return status;
}

hx_status policy_check_load(struct policy *self, const char *file, const char *name,
                            bool is_signed)
{
    const char *const names[POLICY_NAMES] = {file, name, NULL};
    const struct policy_rule *rule;
    hx_status status = hx_mutex_take(&self->mutex);

    if (status != HX_OK)
        return status;
    rule = find_rule(self, POLICY_LOAD, names, POLICY_NAMES - 1, is_signed);
    if (!is_allowed(self, rule))
        status = deny(self, rule, is_signed ? "the signed load" : "the unsigned load",
                      names);
    hx_mutex_give(&self->mutex);
    return status;
}
