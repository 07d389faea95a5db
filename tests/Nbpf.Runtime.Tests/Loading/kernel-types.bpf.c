// SPDX-License-Identifier: MIT OR GPL-2.0-only
/* What a program asks of a kernel, answered by the one in process: fields of types, symbols, configuration values. */
#include <stdbool.h>
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_core_read.h>

char _license[] SEC("license") = "GPL";

struct header {
	unsigned char version : 4;
	unsigned char length : 4;
	unsigned short flags : 3;
	unsigned short offset : 13;
	int signed_low : 5;
	unsigned long long wide : 37;
	unsigned int numbers[3];
	union {
		struct {
			unsigned short high;
			unsigned short low;
		};
		unsigned int whole;
	};
} __attribute__((preserve_access_index));

struct header___older {
	unsigned int numbers[2];
} __attribute__((preserve_access_index));

struct task_struct {
	int pid;
	int tgid;
} __attribute__((preserve_access_index));

extern int LINUX_KERNEL_VERSION __kconfig;
extern bool CONFIG_BPF_SYSCALL __kconfig;
extern unsigned int CONFIG_HZ __kconfig;
extern int CONFIG_OF_LATER_DAYS __kconfig __weak;
extern const void jiffies __ksym;
extern const unsigned long cpu_hw_events __ksym;
extern void bpf_rcu_read_lock(void) __ksym;
extern void bpf_rcu_read_unlock(void) __ksym __weak;

static __always_inline struct header *header_of(struct xdp_md *ctx)
{
	void *data = (void *)(long)ctx->data;

	return data + sizeof(struct header) > (void *)(long)ctx->data_end ? 0 : data;
}

SEC("xdp")
int fields(struct xdp_md *ctx)
{
	struct header *header = header_of(ctx);

	if (!header)
		return -1;
	return header->numbers[0] + header->numbers[2] * 10 + header->low * 100 + header->whole * 1000;
}

#define BITFIELD(name) \
	SEC("xdp") int bits_##name(struct xdp_md *ctx) \
	{ \
		struct header *header = header_of(ctx); \
		return header ? BPF_CORE_READ_BITFIELD(header, name) : -1; \
	}

BITFIELD(version)
BITFIELD(length)
BITFIELD(flags)
BITFIELD(offset)
BITFIELD(signed_low)
BITFIELD(wide)

SEC("xdp")
int types(struct xdp_md *ctx)
{
	return bpf_core_type_exists(struct header___older) + bpf_core_type_matches(struct header) * 2 + bpf_core_field_exists(((struct header *)0)->wide) * 4 +
	       bpf_core_type_size(struct header) * 16 + bpf_core_field_offset(struct task_struct, tgid) * 4096;
}

SEC("xdp")
int configuration(struct xdp_md *ctx)
{
	return !CONFIG_BPF_SYSCALL || CONFIG_OF_LATER_DAYS ? -1 : (LINUX_KERNEL_VERSION >> 8) * 1000 + CONFIG_HZ;
}

SEC("xdp")
int weak(struct xdp_md *ctx)
{
	if (bpf_rcu_read_unlock)
		bpf_rcu_read_unlock();
	return 4;
}

SEC("?xdp") int needs_address(struct xdp_md *ctx) { return (long)&jiffies == 1; }
SEC("?xdp") int needs_variable(struct xdp_md *ctx) { return cpu_hw_events; }
SEC("?xdp") int needs_function(struct xdp_md *ctx) { bpf_rcu_read_lock(); return 0; }
SEC("?xdp") int reaches_function(struct xdp_md *ctx) { bpf_rcu_read_unlock(); return 0; }
