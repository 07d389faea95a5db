// SPDX-License-Identifier: MIT OR GPL-2.0-only
/* A configuration value of every type that may hold one, for what fits which. */
#include <stdbool.h>
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

char _license[] SEC("license") = "GPL";

typedef const unsigned short u16_t;

extern bool CONFIG_BOOL __kconfig __weak;
extern char CONFIG_CHAR __kconfig __weak;
extern signed char CONFIG_SCHAR __kconfig __weak;
extern unsigned char CONFIG_UCHAR __kconfig __weak;
extern short CONFIG_SHORT __kconfig __weak;
extern u16_t CONFIG_USHORT __kconfig __weak;
extern int CONFIG_INT __kconfig __weak;
extern unsigned int CONFIG_UINT __kconfig __weak;
extern long long CONFIG_LONG __kconfig __weak;
extern unsigned long CONFIG_ULONG __kconfig __weak;
extern enum libbpf_tristate CONFIG_TRISTATE __kconfig __weak;
extern char CONFIG_STRING[6] __kconfig __weak;
extern char CONFIG_CHARACTER[1] __kconfig __weak;
extern unsigned char CONFIG_BYTES[3] __kconfig __weak;

SEC("socket")
int all(struct __sk_buff *skb)
{
	int i = skb->mark & 1;

	return CONFIG_BOOL + CONFIG_CHAR + CONFIG_SCHAR + CONFIG_UCHAR + CONFIG_SHORT + CONFIG_USHORT + CONFIG_INT + CONFIG_UINT + CONFIG_LONG +
	       CONFIG_ULONG + CONFIG_TRISTATE + CONFIG_STRING[i] + CONFIG_CHARACTER[0] + CONFIG_BYTES[i];
}
