package io.bpmnconnect.benchmarks;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;

/** One connection to the {@link NullEngine}, whose thread is the only one to use it. */
final class NullConnection {

  private static final String END_OF_HEADERS = "\r\n\r\n";
  private static final String LENGTH = "content-length:";

  private final SocketChannel channel;
  private final AtomicLong commands;
  private ByteBuffer in = ByteBuffer.allocate(16 * 1024);

  /**
   * @param commands counts the commands, each before its answer is on its way
   */
  NullConnection(SocketChannel channel, AtomicLong commands) {
    this.channel = channel;
    this.commands = commands;
  }

  /**
   * Reads what has come and answers each request that is complete.
   *
   * @return false when the client has closed the connection
   */
  boolean serve() throws IOException {
    if (channel.read(in) < 0) {
      return false;
    }
    int begin = 0;
    for (int end = endOfRequest(begin); end > 0; end = endOfRequest(begin)) {
      String request = text(begin, end);
      if (NullAnswers.isCommand(request)) {
        commands.incrementAndGet();
      }
      write(NullAnswers.to(request));
      begin = end;
    }
    in.flip().position(begin);
    in.compact();
    return true;
  }

  /** Where the request that begins there ends; 0 while it is not complete. */
  private int endOfRequest(int begin) {
    String head = text(begin, Math.min(in.position(), begin + 2_000));
    int headers = head.indexOf(END_OF_HEADERS);
    if (headers < 0) {
      return 0;
    }
    int end =
        begin + headers + END_OF_HEADERS.length() + contentLength(head.substring(0, headers + 2));
    if (end > in.capacity()) {
      in = ByteBuffer.allocate(end + 1).put(in.flip());
    }
    return end <= in.position() ? end : 0;
  }

  private static int contentLength(String headers) {
    int header = headers.toLowerCase(Locale.ROOT).indexOf(LENGTH);
    return header < 0
        ? 0
        : Integer.parseInt(
            headers.substring(header + LENGTH.length(), headers.indexOf("\r\n", header)).strip());
  }

  private String text(int begin, int end) {
    return new String(in.array(), begin, end - begin, ISO_8859_1);
  }

  /** Answers are small: the kernel has room for them. */
  private void write(byte[] answer) throws IOException {
    ByteBuffer out = ByteBuffer.wrap(answer);
    while (out.hasRemaining()) {
      channel.write(out);
    }
  }
}
