module clock {
    info { version: 1.0; }
}
