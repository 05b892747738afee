module clock {
    impl { is_healthy { return true; } }
}
