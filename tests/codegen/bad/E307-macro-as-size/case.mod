types {
#define N 4
    struct s { int a[N]; };
}
