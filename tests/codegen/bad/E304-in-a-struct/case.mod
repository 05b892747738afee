module clock {
    info  { flags: HOT_RELOADABLE; }
    types {
        struct clock_alarm { struct clock_alarm *next; };
        typedef struct { struct clock_alarm alarms[4]; } clock_alarms;
    }
    state { clock_alarms pending; }
    impl {
        init  { return HX_OK; }
        start { return HX_OK; }
        stop  { return HX_OK; }
    }
}
