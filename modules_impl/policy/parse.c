/* SPDX-License-Identifier: MIT */
/* From the profile's text to rules. A mistake is told with its rule and its word. */

struct word {
    const char *text;
    size_t size;
};

/* Takes the next word of `*text`; one of size 0 at its end. */
static struct word take_word(const char **text)
{
    struct word word = {.size = 0};

    while (**text == ' ')
        (*text)++;
    word.text = *text;
    while (**text != '\0' && **text != ' ') {
        (*text)++;
        word.size++;
    }
    return word;
}

static bool is_word(struct word word, const char *text)
{
    return strlen(text) == word.size && memcmp(word.text, text, word.size) == 0;
}

/* `number` counts from 1, as people do. */
static hx_status refuse(uint32_t number, const char *rule, struct word word,
                        const char *expected)
{
    char shown[32];
    const size_t size = word.size < sizeof(shown) - 1 ? word.size : sizeof(shown) - 1;

    if (word.size == 0)
        return hx_fail(HX_ERR_INVALID, "rule %u '%s': it ends where %s is missing",
                       (unsigned)number, rule, expected);
    memcpy(shown, word.text, size);
    shown[size] = '\0';
    return hx_fail(HX_ERR_INVALID, "rule %u '%s': '%s' is not %s", (unsigned)number,
                   rule, shown, expected);
}

/* The star is the last character, or there is none. */
static bool parse_pattern(struct word word, struct policy_pattern *pattern)
{
    const char *star = NULL;

    for (size_t i = 0; i < word.size && star == NULL; i++)
        if (word.text[i] == '*')
            star = &word.text[i];
    if (word.size == 0 || (star != NULL && star != &word.text[word.size - 1]))
        return false;
    pattern->text = word.text;
    pattern->is_prefix = star != NULL;
    pattern->size = star != NULL ? word.size - 1 : word.size;
    return true;
}

static bool parse_signature(struct word word, struct policy_rule *rule)
{
    const bool any = is_word(word, "*");

    rule->fits_signed = any || is_word(word, "signed");
    rule->fits_unsigned = any || is_word(word, "unsigned");
    return rule->fits_signed || rule->fits_unsigned;
}

static hx_status parse_rule(uint32_t number, const char *text, struct policy_rule *rule)
{
    static const char pattern[] = "a name, 'prefix*' or '*'";
    const char *rest = text;
    struct word word = take_word(&rest);
    uint32_t name_count = POLICY_NAMES;

    rule->allows = is_word(word, "allow");
    if (!rule->allows && !is_word(word, "deny"))
        return refuse(number, text, word, "'allow' or 'deny'");
    word = take_word(&rest);
    rule->subject = is_word(word, "load") ? POLICY_LOAD : POLICY_REQUEST;
    if (rule->subject == POLICY_REQUEST && !is_word(word, "request"))
        return refuse(number, text, word, "'request' or 'load'");
    if (rule->subject == POLICY_LOAD)
        name_count--;
    for (uint32_t i = 0; i < name_count; i++) {
        word = take_word(&rest);
        if (!parse_pattern(word, &rule->names[i]))
            return refuse(number, text, word, pattern);
    }
    if (rule->subject == POLICY_LOAD) {
        word = take_word(&rest);
        if (!parse_signature(word, rule))
            return refuse(number, text, word, "'signed', 'unsigned' or '*'");
    }
    word = take_word(&rest);
    return word.size == 0 ? HX_OK : refuse(number, text, word, "the end of the rule");
}

hx_status policy_init(struct policy *self, HX_UNUSED const struct hx_context *ctx)
{
    for (uint32_t i = 0; i < POLICY_RULES_MAX; i++) {
        const char *text = self->config->rules[i];
        struct policy_rule rule = {.subject = POLICY_NO_RULE};
        hx_status status;

        if (*text != '\0') {
            status = parse_rule(i + 1, text, &rule);
            if (status != HX_OK)
                return status;
        }
        self->rules[i] = rule;
    }
    return HX_OK;
}
