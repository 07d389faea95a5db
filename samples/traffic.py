# SPDX-License-Identifier: MIT
"""Small real servers and clients for record-traffic: `traffic.py serve` where the VIPs are, `traffic.py request` at the client."""
import asyncio
import random
import socket
import struct
import sys

TLS_PORT = 443
FLOWS_443 = 4500
FLOWS_HTTP_V6 = 700
QUERIES_V4 = 2500
QUERIES_V6 = 600
LATE_QUERIES = 60
BIG_DATAGRAMS = 40
SOURCES_V4 = [f"10.10.0.{host}" for host in range(2, 66)]
SOURCES_V6 = [f"fd10::{host}" for host in range(2, 66)]


def dns_answer(query: bytes) -> bytes:
    """Answers any question with 192.0.2.1 (or no record), as RFC 1035 lays it out."""
    if len(query) < 12:
        return b""
    end = query.find(b"\0", 12) + 5
    kind = struct.unpack_from("!H", query, end - 4)[0]
    record = b"\xc0\x0c" + struct.pack("!HHIH4s", 1, 1, 60, 4, socket.inet_aton("192.0.2.1")) if kind == 1 else b""
    return query[:2] + b"\x81\x80\0\1" + struct.pack("!H", 1 if record else 0) + b"\0\0\0\0" + query[12:end] + record


def dns_query(number: int, name: str) -> bytes:
    question = b"".join(bytes([len(label)]) + label.encode() for label in name.split(".")) + b"\0"
    return struct.pack("!HHHHHH", number & 0xFFFF, 0x0100, 1, 0, 0, 0) + question + struct.pack("!HH", 1, 1)


class Dns(asyncio.DatagramProtocol):
    def connection_made(self, transport):
        self.transport = transport

    def datagram_received(self, data, address):
        if b"late" in data:  # answers when the client has gone: its host reports "port unreachable" to the VIP
            asyncio.get_running_loop().call_later(0.3, self.transport.sendto, dns_answer(data), address)
        elif len(data) < 512:
            self.transport.sendto(dns_answer(data), address)


async def echo(reader, writer):
    try:
        while data := await reader.read(4096):
            writer.write(data[:32])
            await writer.drain()
    except ConnectionError:
        pass
    finally:
        writer.close()


async def serve():
    loop = asyncio.get_running_loop()
    await loop.create_datagram_endpoint(Dns, local_addr=("10.20.0.1", 53))
    await loop.create_datagram_endpoint(Dns, local_addr=("fd20::53", 53))
    server = await asyncio.start_server(echo, "10.20.0.3", TLS_PORT, backlog=4096)
    await server.serve_forever()


async def tcp_flow(gate, source, address, port, message):
    async with gate:
        try:
            reader, writer = await asyncio.open_connection(address, port, local_addr=(source, 0))
            writer.write(message)
            await writer.drain()
            await reader.read(512)
            if random.random() < 0.03:  # some clients reset
                writer.get_extra_info("socket").setsockopt(
                    socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            writer.close()
            await writer.wait_closed()
        except OSError as error:
            print(f"traffic: {source} to {address}: {error}", file=sys.stderr)


def udp_query(family, source, address, payload, wait):
    with socket.socket(family, socket.SOCK_DGRAM) as client:
        client.bind((source, 0))
        client.settimeout(1)
        client.connect((address, 53))
        client.send(payload)
        if wait:
            client.recv(512)


async def request():
    random.seed(1)
    gate = asyncio.Semaphore(24)
    hello = b"\x16\x03\x01" + bytes(37)
    http = b"GET / HTTP/1.0\r\n\r\n"
    flows = [tcp_flow(gate, random.choice(SOURCES_V4), "10.20.0.3", TLS_PORT, hello) for _ in range(FLOWS_443)]
    flows += [tcp_flow(gate, random.choice(SOURCES_V6), "fd20::80", 80, http) for _ in range(FLOWS_HTTP_V6)]
    random.shuffle(flows)
    await asyncio.gather(*flows)
    for number in range(QUERIES_V4):
        query = dns_query(number, f"h{number % 64}.example")
        udp_query(socket.AF_INET, random.choice(SOURCES_V4), "10.20.0.1", query, True)
    for number in range(QUERIES_V6):
        query = dns_query(number, f"h{number % 64}.example")
        udp_query(socket.AF_INET6, random.choice(SOURCES_V6), "fd20::53", query, True)
    for number in range(LATE_QUERIES):
        udp_query(socket.AF_INET, random.choice(SOURCES_V4), "10.20.0.1", dns_query(number, "late.example"), False)
    for _ in range(BIG_DATAGRAMS):
        udp_query(socket.AF_INET, random.choice(SOURCES_V4), "10.20.0.1", bytes(3000), False)
        udp_query(socket.AF_INET6, random.choice(SOURCES_V6), "fd20::53", bytes(3000), False)
    await asyncio.sleep(0.6)


asyncio.run({"serve": serve, "request": request}[sys.argv[1]]())
