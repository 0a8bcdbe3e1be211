package io.bpmnconnect.engine.http;

import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Reads the first message of a TLS handshake (RFC 8446, 4.1.2) and hangs up. */
final class HelloServer implements AutoCloseable {

  private static final int SUPPORTED_VERSIONS = 43;
  private static final int VERSION_AND_RANDOM = 2 + 32;

  private final ServerSocket listener;
  private final CompletableFuture<ByteBuffer> hello = new CompletableFuture<>();

  HelloServer() throws IOException {
    listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    Thread server = new Thread(this::serve, "hello-server");
    server.setDaemon(true);
    server.start();
  }

  private void serve() {
    try (Socket connection = listener.accept()) {
      DataInputStream in = new DataInputStream(connection.getInputStream());
      in.readFully(new byte[3]);
      byte[] message = new byte[in.readUnsignedShort()];
      in.readFully(message);
      hello.complete(ByteBuffer.wrap(message));
    } catch (IOException e) {
      hello.completeExceptionally(e);
    }
  }

  URI address() {
    return URI.create("https://127.0.0.1:" + listener.getLocalPort());
  }

  /** The versions of TLS that the client offers, as their numbers in the protocol. */
  List<Integer> offeredVersions() throws Exception {
    ByteBuffer message = hello.get(20, TimeUnit.SECONDS);
    skip(message, 4 + VERSION_AND_RANDOM);
    skip(message, Byte.toUnsignedInt(message.get())); // session
    skip(message, Short.toUnsignedInt(message.getShort())); // cipher suites
    skip(message, Byte.toUnsignedInt(message.get())); // compression
    message.getShort(); // the length of all extensions
    while (message.hasRemaining()) {
      int extension = Short.toUnsignedInt(message.getShort());
      int length = Short.toUnsignedInt(message.getShort());
      if (extension == SUPPORTED_VERSIONS) {
        List<Integer> versions = new ArrayList<>();
        for (int left = message.get() / 2; left > 0; left--) {
          versions.add(Short.toUnsignedInt(message.getShort()));
        }
        return versions;
      }
      skip(message, length);
    }
    return List.of();
  }

  private static void skip(ByteBuffer message, int bytes) {
    message.position(message.position() + bytes);
  }

  @Override
  public void close() throws IOException {
    listener.close();
  }
}
