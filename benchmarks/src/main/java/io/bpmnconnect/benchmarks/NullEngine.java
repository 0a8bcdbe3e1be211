package io.bpmnconnect.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Speaks as much of the Camunda 8 REST API as a connector needs, and does nothing: every command is
 * answered at once as carried out. It shows what the sides cost by themselves.
 *
 * <p>One thread serves all connections. A request that is in flight there costs a few microseconds,
 * most of them in the kernel; {@link RawLoop} measures it.
 */
final class NullEngine implements AutoCloseable {

  static final String THREAD = "null-engine";

  private final Selector selector;
  private final ServerSocketChannel server;
  private final AtomicLong commands = new AtomicLong();
  private final Thread thread = new Thread(this::run, THREAD);
  private volatile boolean closing;

  private NullEngine() throws IOException {
    selector = Selector.open();
    server = ServerSocketChannel.open();
    server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1_000);
    server.configureBlocking(false);
    server.register(selector, SelectionKey.OP_ACCEPT);
    thread.setDaemon(true);
  }

  static NullEngine start() throws IOException {
    NullEngine engine = new NullEngine();
    engine.thread.start();
    return engine;
  }

  URI address() {
    return URI.create(
        "http://%s:%d"
            .formatted(
                server.socket().getInetAddress().getHostAddress(), server.socket().getLocalPort()));
  }

  /** How many commands have come; one that is answered has been counted. */
  long commands() {
    return commands.get();
  }

  private void run() {
    try (selector;
        server) {
      while (!closing) {
        selector.select();
        for (SelectionKey key : selector.selectedKeys()) {
          if (key.isAcceptable()) {
            accept();
          } else {
            serve(key);
          }
        }
        selector.selectedKeys().clear();
      }
      for (SelectionKey key : selector.keys()) {
        key.channel().close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException("the null engine cannot listen", e);
    }
  }

  private void accept() throws IOException {
    SocketChannel channel = server.accept();
    if (channel != null) {
      channel.configureBlocking(false);
      channel.socket().setTcpNoDelay(true);
      channel.register(selector, SelectionKey.OP_READ, new NullConnection(channel, commands));
    }
  }

  private void serve(SelectionKey key) throws IOException {
    try {
      if (!((NullConnection) key.attachment()).serve()) {
        key.channel().close();
      }
    } catch (IOException gone) {
      key.channel().close(); // the client has reset it, as it may
    }
  }

  @Override
  public void close() {
    closing = true;
    selector.wakeup();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
