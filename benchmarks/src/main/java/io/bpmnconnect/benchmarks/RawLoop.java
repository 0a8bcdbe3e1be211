package io.bpmnconnect.benchmarks;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;

/**
 * The same bytes again and again over plain sockets, one request in flight on each: the ceiling of
 * the {@link NullEngine} itself.
 */
final class RawLoop extends Loop {

  private final List<SocketChannel> channels = new ArrayList<>();
  private final ByteBuffer request;
  private final ByteBuffer answer = ByteBuffer.allocate(16 * 1024);

  RawLoop(URI engine, int connections, String path, byte[] body) throws IOException {
    String head =
        "POST %s HTTP/1.1\r\nHost: null\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n"
            .formatted(path, body.length);
    request = ByteBuffer.allocateDirect(head.length() + body.length);
    request.put(head.getBytes(ISO_8859_1)).put(body).flip();
    for (int i = 0; i < connections; i++) {
      SocketChannel channel =
          SocketChannel.open(new InetSocketAddress(engine.getHost(), engine.getPort()));
      channel.socket().setTcpNoDelay(true);
      channels.add(channel);
    }
  }

  @Override
  void step() throws IOException {
    for (SocketChannel channel : channels) {
      channel.write(request.duplicate());
    }
    for (SocketChannel channel : channels) {
      answer.clear();
      if (channel.read(answer) < 0) { // it is written at once, and small
        throw new IOException("the null engine has closed a connection");
      }
    }
  }

  @Override
  public void close() throws IOException {
    for (SocketChannel channel : channels) {
      channel.close();
    }
  }
}
