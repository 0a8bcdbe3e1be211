package io.bpmnconnect.stack;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;

/** The only interface the stack listens on. */
final class Loopback {
  static final String HOST = "127.0.0.1";
  private static final int CONNECT_TIMEOUT_MS = 1_000;

  private Loopback() {}

  static URI http(int port) {
    return URI.create("http://" + HOST + ":" + port);
  }

  /** Connects and closes: fails when nobody listens. */
  static void connect(int port) throws IOException {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(HOST, port), CONNECT_TIMEOUT_MS);
    }
  }
}
