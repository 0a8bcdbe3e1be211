package io.bpmnconnect.stack;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;

/** The only interface the stack listens on: that of IPv4, whatever the system prefers. */
final class Loopback {
  static final String HOST = "127.0.0.1";
  private static final int CONNECT_TIMEOUT_MS = 1_000;

  private Loopback() {}

  static URI http(int port) {
    return URI.create("http://" + HOST + ":" + port);
  }

  static InetSocketAddress address(int port) throws IOException {
    return new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), port);
  }

  /** Connects and closes: fails when nobody listens. */
  static void connect(int port) throws IOException {
    try (Socket socket = new Socket()) {
      socket.connect(address(port), CONNECT_TIMEOUT_MS);
    }
  }
}
