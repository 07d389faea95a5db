// SPDX-License-Identifier: MIT OR GPL-2.0-only
/*
 * Maglev: a stateless layer-4 load balancer as one XDP program.
 *
 * A packet to a virtual IP (VIP) is given to one of the service's backends: the 5-tuple is hashed, the hash picks a
 * slot of the service's Maglev table, the slot names the backend, and the packet leaves encapsulated in an outer IP
 * header to that backend, which answers the client directly. Every node with the same tables and the same seed makes
 * the same choice, so no state is shared and none is kept.
 *
 *   services (hash of maps, by VIP) ──► table (array, BPF_F_INNER_MAP)      backends (array, by id)
 *                                       element 0      header                    address
 *                                       element 1..n   sixteen ids each ───►
 *
 * The table and what belongs to it stand in one inner map, so that a new version of both is published by one pointer
 * swap, and every service has a table of its own size.
 *
 * What becomes of a packet:
 *   TCP, UDP to a VIP                     encapsulated, XDP_TX
 *   ICMP errors about a VIP's packets     to the backend that sent the packet they quote (or paths lose their MTU)
 *   fragments to a VIP                    without ports: by (source, destination, protocol) alone, first fragments
 *                                         too; looked up as port 0, so a VIP takes them when port 0 is published
 *   echo and other ICMP, VLAN-tagged, anything else    XDP_PASS
 *   headers that contradict the frame     XDP_DROP
 *   a VIP without a backend               XDP_DROP
 * IPv6 extension headers other than Fragment are passed. The inner packet is not touched, its hop limit included. The
 * outer header says "do not fragment" with id 0 (RFC 6864): the path to the backends must have room for 20 or 40 more
 * bytes.
 */
#include <linux/bpf.h>
#include <bpf/bpf_endian.h>
#include <bpf/bpf_helpers.h>

#define CHUNK_WORDS 16

#define ETHERTYPE_IPV4 bpf_htons(0x0800)
#define ETHERTYPE_IPV6 bpf_htons(0x86dd)

#define IPV4_MORE_FRAGMENTS 0x2000
#define IPV4_OFFSET_MASK 0x1fff
#define IPV4_DONT_FRAGMENT 0x4000

#define OUTER_HOP_LIMIT 64

enum protocol {
	PROTOCOL_ICMP = 1,
	PROTOCOL_IPIP = 4,
	PROTOCOL_TCP = 6,
	PROTOCOL_UDP = 17,
	PROTOCOL_IPV6 = 41,
	PROTOCOL_FRAGMENT = 44,
	PROTOCOL_ICMPV6 = 58,
};

/* Headers as they are on the wire, with the widths in which this program reads them. */
struct ethernet {
	__u32 addresses[3]; /* destination, then source */
	__be16 type;
	/* The fields end at byte 14; sizeof would round up. */
};
#define ETHERNET_BYTES 14

struct ipv4 {
	__u8 version_and_words;
	__u8 service;
	__be16 length;
	__be16 id;
	__be16 fragment;
	__u8 hop_limit;
	__u8 protocol;
	__u16 checksum;
	__be32 source;
	__be32 destination;
};

struct ipv6 {
	__be32 version_class_flow;
	__be16 payload_length;
	__u8 next_header;
	__u8 hop_limit;
	__u64 source[2];
	__u64 destination[2];
};

struct ipv6_fragment {
	__u8 next_header;
	__u8 reserved;
	__be16 offset_and_more;
	__be32 id;
};

struct ports {
	__be16 source;
	__be16 destination;
	__u32 rest; /* UDP: length and checksum, TCP: sequence number */
};

struct icmp {
	__u8 type;
	__u8 code;
	__u16 checksum;
	__u32 rest;
};

/* Key of a service: three 8-byte words, written and hashed as words. */
struct vip {
	__u64 address[2]; /* network order; IPv4 as ::ffff:a.b.c.d */
	__u64 endpoint;   /* bytes 0-1: port in network order, byte 2: protocol, the others 0 */
};

/* One element of a service's table. Element 0 is its header, the others hold backend ids. */
struct chunk {
	__u32 word[CHUNK_WORDS];
};

enum header_word {
	HEADER_TABLE_SIZE, /* slots; 0: the service has no backend */
	HEADER_GENERATION, /* counts publications, for people */
	HEADER_FLAGS,
};

#define FLAG_CLIENT_AFFINITY 1 /* all flows of a client go to one backend: ports are not hashed */

struct backend {
	__u64 address[2]; /* as in struct vip; all zero: no such backend */
};

struct configuration {
	__u32 ethernet[3];       /* destination (next hop) and source address of what is sent */
	__be32 source_ipv4;      /* source of the outer header */
	__u64 source_ipv6[2];
	__u64 seed;              /* of the flow hash: the same on every node that serves the same VIPs */
	__be32 source_hash_mask; /* bits of the outer source that vary with the flow, so that backends spread load */
	__u32 reserved;
};

/* What became of a packet; index of the counters. Those that are not forwarded are counted: the others should not pay. */
enum outcome {
	FORWARDED,
	TO_VIP = FORWARDED, /* so far */
	PASSED_OTHER,
	PASSED_ICMP,
	PASSED_FRAGMENT,
	DROPPED_MALFORMED,
	DROPPED_NO_BACKEND,
	DROPPED_NO_ROOM,
	OUTCOMES,
};

struct {
	__uint(type, BPF_MAP_TYPE_HASH_OF_MAPS);
	__uint(max_entries, 16384);
	__type(key, struct vip);
	__array(values, struct {
		__uint(type, BPF_MAP_TYPE_ARRAY);
		__uint(map_flags, BPF_F_INNER_MAP);
		__uint(max_entries, 1);
		__uint(key_size, sizeof(__u32)); /* clang keeps no types of an inner definition */
		__uint(value_size, sizeof(struct chunk));
	});
} services SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 65536);
	__type(key, __u32);
	__type(value, struct backend);
} backends SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct configuration);
} config SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, OUTCOMES);
	__type(key, __u32);
	__type(value, __u64);
} outcomes SEC(".maps");

/* What the choice of a backend needs to know of a packet. */
struct packet {
	struct vip vip;
	__u64 hash;           /* of the addresses */
	__u32 ports;          /* client's in the low half, VIP's in the high half; 0 for fragments */
	__u16 length;         /* of the inner packet in bytes, its header included */
	__u8 encapsulated_as; /* protocol number of the inner packet */
	__u8 service;         /* traffic class, copied to the outer header (RFC 6040) */
};

/* One round of the flow hash: a multiplication by an odd constant, folded so that high bits reach low ones. */
static __always_inline __u64 mix(__u64 hash, __u64 word)
{
	hash = (hash ^ word) * 0x9e3779b97f4a7c15ULL;
	return hash ^ (hash >> 32);
}

static __always_inline void set_ipv4_flow(struct packet *packet, __u64 seed, __be32 client, __be32 vip)
{
	packet->hash = mix(seed, (__u64)vip << 32 | client);
	packet->vip.address[0] = 0;
	packet->vip.address[1] = (__u64)vip << 32 | 0xffff0000;
}

static __always_inline void set_ipv6_flow(struct packet *packet, __u64 seed, const __u64 *client, const __u64 *vip)
{
	packet->hash = mix(mix(mix(mix(seed, client[0]), client[1]), vip[0]), vip[1]);
	packet->vip.address[0] = vip[0];
	packet->vip.address[1] = vip[1];
}

static __always_inline void set_ports(struct packet *packet, __u8 protocol, __be16 client, __be16 vip)
{
	packet->ports = (__u32)vip << 16 | client;
	packet->vip.endpoint = (__u64)protocol << 16 | vip;
}

/* ICMP error: the quoted packet went from the VIP to the client, so its flow is the client's read backwards. */
static __always_inline enum outcome parse_quoted_ipv4(struct packet *packet, __u64 seed, struct ipv4 *quoted, void *end)
{
	struct ports *ports;

	if ((void *)(quoted + 1) > end)
		return DROPPED_MALFORMED;
	if (quoted->protocol != PROTOCOL_TCP && quoted->protocol != PROTOCOL_UDP)
		return PASSED_ICMP;
	if (quoted->fragment & bpf_htons(IPV4_OFFSET_MASK))
		return PASSED_ICMP;
	ports = (void *)quoted + (quoted->version_and_words & 15) * 4;
	if ((void *)ports < (void *)(quoted + 1) || (void *)(ports + 1) > end)
		return DROPPED_MALFORMED;
	set_ipv4_flow(packet, seed, quoted->destination, quoted->source);
	set_ports(packet, quoted->protocol, ports->destination, ports->source);
	return TO_VIP;
}

static __always_inline enum outcome parse_quoted_ipv6(struct packet *packet, __u64 seed, struct ipv6 *quoted, void *end)
{
	struct ports *ports = (void *)(quoted + 1);

	if ((void *)(ports + 1) > end)
		return DROPPED_MALFORMED;
	if (quoted->next_header != PROTOCOL_TCP && quoted->next_header != PROTOCOL_UDP)
		return PASSED_ICMP;
	set_ipv6_flow(packet, seed, quoted->destination, quoted->source);
	set_ports(packet, quoted->next_header, ports->destination, ports->source);
	return TO_VIP;
}

static __always_inline enum outcome parse_ipv4(struct packet *packet, __u64 seed, struct ipv4 *ip, void *end)
{
	__u32 header_bytes, length;
	struct ports *ports;
	struct icmp *icmp;

	if ((void *)(ip + 1) > end || (ip->version_and_words & 0xf0) != 0x40)
		return DROPPED_MALFORMED;
	header_bytes = (ip->version_and_words & 15) * 4;
	length = bpf_ntohs(ip->length);
	if (header_bytes < sizeof(*ip) || length < header_bytes || length > end - (void *)ip)
		return DROPPED_MALFORMED;
	packet->length = length;
	packet->encapsulated_as = PROTOCOL_IPIP;
	packet->service = ip->service;

	switch (ip->protocol) {
	case PROTOCOL_TCP:
	case PROTOCOL_UDP:
		set_ipv4_flow(packet, seed, ip->source, ip->destination);
		if (ip->fragment & bpf_htons(IPV4_MORE_FRAGMENTS | IPV4_OFFSET_MASK)) {
			set_ports(packet, ip->protocol, 0, 0);
			return TO_VIP;
		}
		ports = (void *)ip + header_bytes;
		if ((void *)(ports + 1) > end)
			return DROPPED_MALFORMED;
		set_ports(packet, ip->protocol, ports->source, ports->destination);
		return TO_VIP;
	case PROTOCOL_ICMP:
		if (ip->fragment & bpf_htons(IPV4_MORE_FRAGMENTS | IPV4_OFFSET_MASK))
			return PASSED_ICMP;
		icmp = (void *)ip + header_bytes;
		if ((void *)(icmp + 1) > end)
			return DROPPED_MALFORMED;
		/* Destination unreachable (where "fragmentation needed" is), time exceeded, parameter problem. */
		if (icmp->type != 3 && icmp->type != 11 && icmp->type != 12)
			return PASSED_ICMP;
		return parse_quoted_ipv4(packet, seed, (void *)(icmp + 1), end);
	default:
		return PASSED_OTHER;
	}
}

static __always_inline enum outcome parse_ipv6(struct packet *packet, __u64 seed, struct ipv6 *ip, void *end)
{
	struct ipv6_fragment *fragment;
	struct ports *ports;
	struct icmp *icmp;
	__u32 length;

	if ((void *)(ip + 1) > end || (*(__u8 *)ip & 0xf0) != 0x60)
		return DROPPED_MALFORMED;
	length = bpf_ntohs(ip->payload_length) + sizeof(*ip);
	if (length > end - (void *)ip || length > 0xffff)
		return DROPPED_MALFORMED;
	packet->length = length;
	packet->encapsulated_as = PROTOCOL_IPV6;
	packet->service = bpf_ntohl(ip->version_class_flow) >> 20;

	switch (ip->next_header) {
	case PROTOCOL_TCP:
	case PROTOCOL_UDP:
		ports = (void *)(ip + 1);
		if ((void *)(ports + 1) > end)
			return DROPPED_MALFORMED;
		set_ipv6_flow(packet, seed, ip->source, ip->destination);
		set_ports(packet, ip->next_header, ports->source, ports->destination);
		return TO_VIP;
	case PROTOCOL_FRAGMENT:
		fragment = (void *)(ip + 1);
		if ((void *)(fragment + 1) > end)
			return DROPPED_MALFORMED;
		if (fragment->next_header != PROTOCOL_TCP && fragment->next_header != PROTOCOL_UDP)
			return PASSED_OTHER;
		set_ipv6_flow(packet, seed, ip->source, ip->destination);
		set_ports(packet, fragment->next_header, 0, 0);
		return TO_VIP;
	case PROTOCOL_ICMPV6:
		icmp = (void *)(ip + 1);
		if ((void *)(icmp + 1) > end)
			return DROPPED_MALFORMED;
		/* Errors are types 1 to 4: unreachable, too big, time exceeded, parameter problem. */
		if (icmp->type < 1 || icmp->type > 4)
			return PASSED_ICMP;
		return parse_quoted_ipv6(packet, seed, (void *)(icmp + 1), end);
	default:
		return PASSED_OTHER;
	}
}

static __always_inline void write_ethernet(struct ethernet *ethernet, const struct configuration *own, __be16 type)
{
	ethernet->addresses[0] = own->ethernet[0];
	ethernet->addresses[1] = own->ethernet[1];
	ethernet->addresses[2] = own->ethernet[2];
	ethernet->type = type;
}

static __always_inline enum outcome send_in_ipv4(struct xdp_md *ctx, const struct packet *packet,
						 const struct configuration *own, __be32 destination, __u32 hash)
{
	__be32 source = own->source_ipv4 ^ (hash & own->source_hash_mask);
	__u16 length = bpf_htons(packet->length + sizeof(struct ipv4));
	void *data, *end;
	struct ipv4 *ip;
	__u64 sum;

	if (packet->length > 0xffff - sizeof(struct ipv4))
		return DROPPED_NO_ROOM;
	if (bpf_xdp_adjust_head(ctx, -(int)sizeof(struct ipv4)))
		return DROPPED_NO_ROOM;
	data = (void *)(long)ctx->data;
	end = (void *)(long)ctx->data_end;
	ip = data + ETHERNET_BYTES;
	if ((void *)(ip + 1) > end)
		return DROPPED_NO_ROOM;

	write_ethernet(data, own, ETHERTYPE_IPV4);
	ip->version_and_words = 0x45;
	ip->service = packet->service;
	ip->length = length;
	ip->id = 0;
	ip->fragment = bpf_htons(IPV4_DONT_FRAGMENT);
	ip->hop_limit = OUTER_HOP_LIMIT;
	ip->protocol = packet->encapsulated_as;
	ip->source = source;
	ip->destination = destination;

	/* The one's complement sum does not care for byte order (RFC 1071): add the words as they stand in memory. */
	sum = (__u64)source + destination + length + (0x45 | (__u32)packet->service << 8) +
	      bpf_htons(IPV4_DONT_FRAGMENT) + (OUTER_HOP_LIMIT | (__u32)packet->encapsulated_as << 8);
	sum = (sum & 0xffffffff) + (sum >> 32);
	sum = (sum & 0xffff) + (sum >> 16);
	sum = (sum & 0xffff) + (sum >> 16);
	ip->checksum = ~(sum + (sum >> 16));
	return FORWARDED;
}

static __always_inline enum outcome send_in_ipv6(struct xdp_md *ctx, const struct packet *packet,
						 const struct configuration *own, const struct backend *backend,
						 __u32 hash)
{
	void *data, *end;
	struct ipv6 *ip;

	if (bpf_xdp_adjust_head(ctx, -(int)sizeof(struct ipv6)))
		return DROPPED_NO_ROOM;
	data = (void *)(long)ctx->data;
	end = (void *)(long)ctx->data_end;
	ip = data + ETHERNET_BYTES;
	if ((void *)(ip + 1) > end)
		return DROPPED_NO_ROOM;

	write_ethernet(data, own, ETHERTYPE_IPV6);
	ip->version_class_flow = bpf_htonl(6u << 28 | (__u32)packet->service << 20 | (hash & 0xfffff));
	ip->payload_length = bpf_htons(packet->length);
	ip->next_header = packet->encapsulated_as;
	ip->hop_limit = OUTER_HOP_LIMIT;
	ip->source[0] = own->source_ipv6[0];
	ip->source[1] = own->source_ipv6[1] ^ (__u64)(hash & own->source_hash_mask) << 32;
	ip->destination[0] = backend->address[0];
	ip->destination[1] = backend->address[1];
	return FORWARDED;
}

static __always_inline enum outcome balance(struct xdp_md *ctx)
{
	void *data = (void *)(long)ctx->data;
	void *end = (void *)(long)ctx->data_end;
	struct ethernet *ethernet = data;
	const struct configuration *own;
	struct chunk *header, *chunk;
	struct packet packet;
	struct backend *backend;
	enum outcome outcome;
	__u32 index = 0, slot;
	void *table;

	own = bpf_map_lookup_elem(&config, &index);
	if (!own || data + ETHERNET_BYTES > end)
		return DROPPED_MALFORMED;
	if (ethernet->type == ETHERTYPE_IPV4)
		outcome = parse_ipv4(&packet, own->seed, data + ETHERNET_BYTES, end);
	else if (ethernet->type == ETHERTYPE_IPV6)
		outcome = parse_ipv6(&packet, own->seed, data + ETHERNET_BYTES, end);
	else
		outcome = PASSED_OTHER;
	if (outcome != TO_VIP)
		return outcome;

	table = bpf_map_lookup_elem(&services, &packet.vip);
	if (!table)
		return packet.ports ? PASSED_OTHER : PASSED_FRAGMENT;
	header = bpf_map_lookup_elem(table, &index);
	if (!header)
		return DROPPED_NO_BACKEND;
	if (header->word[HEADER_FLAGS] & FLAG_CLIENT_AFFINITY)
		packet.ports = 0;
	packet.hash = mix(mix(packet.hash, packet.vip.endpoint << 32 | packet.ports), 0);

	/* The high half of the hash, scaled to the table: as even as the remainder, without a division. */
	slot = (packet.hash >> 32) * header->word[HEADER_TABLE_SIZE] >> 32;
	index = 1 + slot / CHUNK_WORDS;
	chunk = bpf_map_lookup_elem(table, &index);
	if (!chunk)
		return DROPPED_NO_BACKEND;
	index = chunk->word[slot % CHUNK_WORDS];
	backend = bpf_map_lookup_elem(&backends, &index);
	if (!backend || !backend->address[1])
		return DROPPED_NO_BACKEND;

	if (backend->address[0] == 0 && (__u32)backend->address[1] == 0xffff0000)
		return send_in_ipv4(ctx, &packet, own, backend->address[1] >> 32, packet.hash);
	return send_in_ipv6(ctx, &packet, own, backend, packet.hash);
}

SEC("xdp")
int maglev(struct xdp_md *ctx)
{
	__u32 outcome = balance(ctx);
	__u64 *count;

	if (outcome == FORWARDED)
		return XDP_TX;
	count = bpf_map_lookup_elem(&outcomes, &outcome);
	if (count)
		*count += 1;
	return outcome >= DROPPED_MALFORMED ? XDP_DROP : XDP_PASS;
}

char LICENSE[] SEC("license") = "Dual MIT/GPL";
