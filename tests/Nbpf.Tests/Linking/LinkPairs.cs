namespace Nbpf.Tests.Linking;

/// <summary>What may stand in two files: conflicts of names, types, maps and sections, and what only looks like one.</summary>
internal static class LinkPairs
{
    private const string Map = "struct { __uint(type, BPF_MAP_TYPE_HASH); __uint(max_entries, 8); __type(key, int); __type(value, long); } m SEC(\".maps\");";

    private static string Extern(string map) => "extern " + map + " SEC(\"xdp\") int p(void *c) { int k = 0; return !!bpf_map_lookup_elem(&m, &k); }";

    private static string OuterMap(string inner) =>
        "struct { __uint(type, BPF_MAP_TYPE_ARRAY_OF_MAPS); __uint(max_entries, 2); __type(key, int); __array(values, struct { __uint(type, BPF_MAP_TYPE_ARRAY); __uint(max_entries, "
        + inner + "); __type(key, int); __type(value, int); }); } m SEC(\".maps\");";

    private static string Use(string declaration, string expression) => $"{declaration} SEC(\"xdp\") int p(void *c) {{ return {expression}; }}";

    internal static readonly LinkPair[] All =
    [
        // Names
        new("two strong functions", "int f(int a) { return a; }", "int f(int a) { return a + 1; }", "f"),
        new("two strong variables", "int x = 1;", "int x = 2;", "x"),
        new("two maps of a name", Map, Map, "m"),
        new("two programs of a name", "SEC(\"xdp\") int p(void *c) { return 1; }", "SEC(\"xdp\") int p(void *c) { return 2; }", "p"),
        new("strong and weak function", "int f(int a) { return a; }", "__weak int f(int a) { return a + 1; }"),
        new("two weak functions", "__weak int f(int a) { return a; }", "__weak int f(int a) { return a + 1; }"),
        new("strong and weak variable", "int before = 3; int x = 1; int after = 4;", "long other = 9; __weak int x = 2; int last = 5;"),
        new("two static functions", Use("static __noinline int f(int a) { return a; }", "f(1)"), Use("static __noinline int f(int a) { return a + 1; }", "f(2)").Replace("p(", "q(", StringComparison.Ordinal)),
        new("static and global function", "int f(int a) { return a; }", Use("static __noinline int f(int a) { return a + 1; }", "f(1)")),
        new("hidden function", "__hidden int f(int a) { return a; }", Use("extern int f(int a);", "f(1)")),
        new("hidden declaration", "int f(int a) { return a; }", Use("extern __hidden int f(int a);", "f(1)")),
        new("function and variable", "int f(int a) { return a; }", Use("extern int f;", "f"), "f"),
        new("three files' worth of weak", "__weak int f(int a) { return a; } __weak int g(int a) { return f(a); }", "int g(int a) { return a; } __weak int f(int a) { return 2; }"),

        // Types of functions
        new("function of fewer parameters", "int f(int a, int b) { return a + b; }", Use("extern int f(int a);", "f(1)"), "f"),
        new("function of another parameter", "int f(long a) { return a; }", Use("extern int f(int a);", "f(1)"), "f"),
        new("function of another result", "long f(int a) { return a; }", Use("extern int f(int a);", "f(1)"), "f"),
        new("function of another signedness", "int f(unsigned a) { return a; }", Use("extern int f(int a);", "f(1)")),
        new("function of a typedef", "typedef int number; number f(const number a) { return a; }", Use("extern int f(int a);", "f(1)")),
        new("function of other parameter names", "int f(int a) { return a; }", Use("extern int f(int zebra);", "f(1)")),
        new("function of a declared struct", "struct s { int a; }; int f(struct s *s) { return s ? s->a : 0; }", Use("struct s; extern int f(struct s *s);", "f(0)")),
        new("function of a declared union", "struct s { int a; }; int f(struct s *s) { return s ? s->a : 0; }", Use("union s; extern int f(union s *s);", "f(0)"), "f"),
        new("function of another struct by pointer", "struct s { int a; }; int f(struct s *s) { return s ? s->a : 0; }", Use("struct t { int a; }; extern int f(struct t *s);", "f(0)"), "f"),
        new("function of a struct of the name by pointer", "struct s { int a; }; int f(struct s *s) { return s ? s->a : 0; }", Use("struct s { int a, b; }; extern int f(struct s *s);", "f(0)")),
        new("function of a callback", "int f(int (*g)(int)) { return g ? 1 : 0; }", Use("extern int f(int (*g)(int));", "f(0)")),
        new("function of another callback", "int f(int (*g)(int)) { return g ? 1 : 0; }", Use("extern int f(int (*g)(int, int));", "f(0)"), "f"),
        new("function of void pointer and struct pointer", "int f(void *s) { return !!s; }", Use("struct s { int a; }; extern int f(struct s *s);", "f(0)"), "f"),

        // Types of variables
        new("variable of another size", "long x = 1;", Use("extern int x;", "x"), "x"),
        new("variable of another signedness", "unsigned x = 1;", Use("extern int x;", "x")),
        new("variable of a constant type", "const volatile int x = 1;", Use("extern int x;", "x")),
        new("variable of an array of another length", "int x[4] = {1};", Use("extern int x[8];", "x[1]")),
        new("variable of an array without length", "int x[4] = {1};", Use("extern int x[];", "x[1]")),
        new("variable of another element", "int x[4] = {1};", Use("extern short x[4];", "x[1]"), "x"),
        new("variable of a struct", "struct s { int a; long b; } x = {1};", Use("extern struct s { int a; long b; } x;", "x.a")),
        new("variable of a struct with another member", "struct s { int a; long b; } x = {1};", Use("extern struct s { int a; long c; } x;", "x.a"), "x"),
        new("variable of a struct with a moved member", "struct s { int a; long b; } x = {1};", Use("extern struct s { long b; int a; } x;", "x.a"), "x"),
        new("variable of a struct with more members", "struct s { int a; long b; } x = {1};", Use("extern struct s { int a; } x;", "x.a"), "x"),
        new("variable of a struct of another name", "struct s { int a; } x = {1};", Use("extern struct t { int a; } x;", "x.a"), "x"),
        new("variable of a nested struct that differs", "struct s { struct { int a; } in; } x = {1};", Use("extern struct s { struct { short a; } in; } x;", "x.in.a"), "x"),
        new("variable of an enum", "enum e { A, B } x = B;", Use("enum e { A, B, C }; extern enum e x;", "x")),
        new("variable of another enum", "enum e { A, B } x = B;", Use("enum g { A, B }; extern enum g x;", "x"), "x"),
        new("variable of enum and int", "enum e { A, B } x = B;", Use("extern int x;", "x"), "x"),
        new("variable of bit fields", "struct s { int a : 3; int b : 5; } x = {1};", Use("extern struct s { int a : 3; int b : 4; } x;", "x.a"), "x"),
        new("variable of a declared pointee", "struct s { struct t *p; } x; struct t { int a; } y;", Use("struct t; extern struct s { struct t *p; } x;", "!!x.p")),
        new("declared twice", Use("extern int x;", "x"), Use("extern int x;", "x + 1").Replace("p(", "q(", StringComparison.Ordinal)),
        new("declared twice as different", Use("extern int x;", "x"), Use("extern long x;", "x + 1").Replace("p(", "q(", StringComparison.Ordinal), "x"),
        new("weak and strong declaration", Use("extern int x __weak;", "x"), Use("extern int x;", "x + 1").Replace("p(", "q(", StringComparison.Ordinal)),

        // What only a kernel has
        new("configuration in both", Use("extern int LINUX_KERNEL_VERSION __kconfig;", "LINUX_KERNEL_VERSION"), Use("extern int LINUX_KERNEL_VERSION __kconfig; extern bool CONFIG_BPF __kconfig __weak;", "LINUX_KERNEL_VERSION + CONFIG_BPF").Replace("p(", "q(", StringComparison.Ordinal)),
        new("configuration of another type", Use("extern int CONFIG_HZ __kconfig;", "CONFIG_HZ"), Use("extern long CONFIG_HZ __kconfig;", "CONFIG_HZ").Replace("p(", "q(", StringComparison.Ordinal), "CONFIG_HZ"),
        new("kernel variable of a type", Use("extern const int bpf_prog_active __ksym;", "*&bpf_prog_active"), Use("extern const int bpf_prog_active __ksym __weak;", "!!&bpf_prog_active + 1").Replace("p(", "q(", StringComparison.Ordinal)),
        new("kernel symbol without type in both", Use("extern const void bpf_link_fops __ksym __weak;", "!!&bpf_link_fops"), Use("extern const void bpf_link_fops __ksym __weak;", "!!&bpf_link_fops + 1").Replace("p(", "q(", StringComparison.Ordinal))
        {
            Departure = "bpftool asks for the size of void",
        },
        new("kernel function in both", Use("extern void bpf_rcu_read_lock(void) __ksym;", "(bpf_rcu_read_lock(), 1)"), Use("extern void bpf_rcu_read_lock(void) __ksym;", "(bpf_rcu_read_lock(), 2)").Replace("p(", "q(", StringComparison.Ordinal))
        {
            Departure = "bpftool asks for the size of a function",
        },

        // Maps
        new("declared map", Map, Extern(Map)),
        new("declared map of another type", Map, Extern(Map.Replace("_HASH", "_LRU_HASH", StringComparison.Ordinal)), "m"),
        new("declared map of another key", Map, Extern(Map.Replace("key, int", "key, long", StringComparison.Ordinal)), "m"),
        new("declared map of a key without type", Map, Extern(Map.Replace("__type(key, int)", "__uint(key_size, 4)", StringComparison.Ordinal)), "m"),
        new("declared map of another value", Map, Extern(Map.Replace("value, long", "value, struct { long a; }", StringComparison.Ordinal)), "m"),
        new("declared map of another value's sign", Map, Extern(Map.Replace("value, long", "value, unsigned long", StringComparison.Ordinal))),
        new("declared map of other entries", Map, Extern(Map.Replace("entries, 8", "entries, 9", StringComparison.Ordinal)), "m"),
        new("declared map of other flags", Map, Extern(Map.Replace("__type(key", "__uint(map_flags, 1); __type(key", StringComparison.Ordinal)), "m"),
        new("declared map with a pin", Map, Extern(Map.Replace("__type(key", "__uint(pinning, LIBBPF_PIN_BY_NAME); __type(key", StringComparison.Ordinal)), "m"),
        new("declared map of maps", OuterMap("4"), Extern(OuterMap("4"))),
        new("declared map of other maps", OuterMap("4"), Extern(OuterMap("5")), "m"),
        new("declared map with inner maps", Map.Replace("BPF_MAP_TYPE_HASH", "BPF_MAP_TYPE_ARRAY_OF_MAPS", StringComparison.Ordinal).Replace("value, long", "value, int", StringComparison.Ordinal).Replace("8", "2", StringComparison.Ordinal), Extern(OuterMap("4")), "m"),
        new("map with an unknown field", Map, Extern(Map.Replace("__type(key", "__uint(colour, 1); __type(key", StringComparison.Ordinal)), "m"),

        // Sections
        new("same license", "char _license[] SEC(\"license\") = \"GPL\";", "char other[] SEC(\"license\") = \"GPL\";"),
        new("another license", "char _license[] SEC(\"license\") = \"GPL\";", "char _license[] SEC(\"license\") = \"MIT\";", "license"),
        new("another version", "int _version SEC(\"version\") = 1;", "int _version SEC(\"version\") = 2;", "version"),
        new("section once constant", "const int x SEC(\".rodata.own\") = 1;", "int y SEC(\".rodata.own\") = 1;", ".rodata.own"),
        new("section of code and data", "SEC(\"own\") int f(void *c) { return 0; }", "int y SEC(\"own\") = 1;", "own"),
        new("alignment", "char a = 1; char b SEC(\".bss.x\");", "long long c = 2; char d = 3; long long e SEC(\".bss.x\");"),
        new("alignment of 64", "char a = 1;", "int c __attribute__((aligned(64))) = 2; char d = 3;"),
        new("only types", "struct s { int a; }; int f(struct s *s) { return s ? s->a : 0; }", "struct s { int a; }; struct s *x;"),
        new("value of a map", OuterMap("4"), "struct inner { __uint(type, BPF_MAP_TYPE_ARRAY); __uint(max_entries, 4); __type(key, int); __type(value, int); } i SEC(\".maps\"); "
            + "struct { __uint(type, BPF_MAP_TYPE_ARRAY_OF_MAPS); __uint(max_entries, 2); __type(key, int); __array(values, struct inner); } o SEC(\".maps\") = { .values = { (void *)&i } };"),
        new("value of a map that is static", Map, "struct inner { __uint(type, BPF_MAP_TYPE_ARRAY); __uint(max_entries, 4); __type(key, int); __type(value, int); } ; static struct inner i SEC(\".maps\"); "
            + "struct { __uint(type, BPF_MAP_TYPE_ARRAY_OF_MAPS); __uint(max_entries, 2); __type(key, int); __array(values, struct inner); } o SEC(\".maps\") = { .values = { (void *)&i } };", ".maps"),
        new("pointer in data", "int target = 5;", "extern int target; int *pointer = &target;"),
        new("pointer in data to what is static", "int target = 5;", "static int own = 6; int *pointer = &own;", ".data"),
        new("no BTF", "int f(int a) { return a; }", "__weak int f(int a) { return a; }", "f") { Options = ["-g0"] },
        new("no BTF and nothing shared", "static __noinline int f(int a) { return a; } static int x __attribute__((used)) = 3;", "static int y __attribute__((used)) = 4;") { Options = ["-g0"] },
        new("no section", "int x;", "extern int x; int x;", "x") { Options = ["-fcommon"] },
    ];
}
