namespace Nbpf.Tests.Isa;

/// <summary>C that makes clang emit a wide choice of instructions.</summary>
internal static class Sources
{
    public const string Arithmetic =
        """
        typedef unsigned long long u64; typedef long long s64; typedef unsigned int u32; typedef int s32;
        typedef unsigned short u16; typedef short s16; typedef unsigned char u8; typedef signed char s8;

        struct data { u64 a, b; s64 c, d; u32 e, f; s32 g, h; u16 i; s16 j; u8 k; s8 l; };

        u64 words(struct data *p)
        {
            p->a = p->a * p->b + (p->a / (p->b | 1)) - (p->a % (p->b | 1));
            p->b ^= p->a << (p->b & 63);
            p->c = (p->c >> (p->a & 63)) + (p->a >> 3);
            p->d = -p->d;
            p->e = p->e * p->f + p->e / (p->f | 1) - p->e % (p->f | 1);
            p->g = (p->g >> (p->e & 31)) + (p->e << 5);
            p->h = -p->h;
            return __builtin_bswap64(p->a) ^ __builtin_bswap32(p->e) ^ __builtin_bswap16(p->i);
        }

        u64 jumps(struct data *p)
        {
            u64 r = 0;
            if (p->a == p->b) r += 3;
            if (p->a != 7) r |= p->b;
            if (p->a > p->b) r *= 5;
            if (p->c > p->d) r -= p->b;
            if (p->c >= -9) r ^= 11;
            if (p->e < p->f) r &= 0xfff;
            if (p->g < p->h) r += p->k;
            if (p->g <= -3) r += p->i;
            if (p->a & 0x10) r <<= 2;
            for (u32 n = 0; n < p->e; n++) r += p->a ^ (r >> 7);
            return r;
        }

        s64 narrow(struct data *p)
        {
            p->k = 5; p->i = 0x1234; p->e = 0x12345678; p->a = 0x123456789abcdef0ULL;
            return p->l + p->j + p->g + (s8)p->a + (s16)p->b + (s32)p->c;
        }

        void atomics(struct data *p) { __sync_fetch_and_add(&p->a, p->b); }
        """;
}
