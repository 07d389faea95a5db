// SPDX-License-Identifier: MIT OR GPL-2.0-only
/* What only a kernel can give: strong and weak kernel symbols and configuration values. */
#include <stdbool.h>
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

char _license[] SEC("license") = "GPL";

extern const void jiffies __ksym;
extern __u32 CONFIG_HZ __kconfig;
extern __u32 CONFIG_NOT_THERE __kconfig __weak;
extern bool CONFIG_NOR_THIS __kconfig __weak;
extern void absent_kernel_function(void) __ksym;

SEC("xdp")
int needs_symbol(struct xdp_md *ctx)
{
	return (long)&jiffies == 1;
}

SEC("xdp")
int needs_configuration(struct xdp_md *ctx)
{
	return CONFIG_HZ;
}

SEC("xdp")
int needs_function(struct xdp_md *ctx)
{
	absent_kernel_function();
	return 0;
}

SEC("xdp")
int needs_nothing(struct xdp_md *ctx)
{
	return CONFIG_NOT_THERE + CONFIG_NOR_THIS + 1;
}

SEC("?socket")
int on_demand(struct __sk_buff *skb)
{
	return skb->len;
}
