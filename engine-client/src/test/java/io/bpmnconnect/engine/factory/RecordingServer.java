package io.bpmnconnect.engine.factory;

import com.google.protobuf.Message;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.camunda.zeebe.gateway.protocol.GatewayGrpc;
import io.grpc.HandlerRegistry;
import io.grpc.MethodDescriptor;
import io.grpc.Server;
import io.grpc.ServerMethodDefinition;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.ServerCalls;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Takes every request by HTTP or gRPC, and notes what it says; answers so that most go on. */
abstract class RecordingServer implements AutoCloseable {

  private final List<String> received = new CopyOnWriteArrayList<>();

  static RecordingServer http() throws IOException {
    return new Http();
  }

  static RecordingServer grpc() throws IOException {
    return new Grpc();
  }

  abstract URI url();

  @Override
  public abstract void close();

  /** What has come since the last time, in the order of its arrival. */
  List<String> take() {
    List<String> taken = List.copyOf(received);
    received.clear();
    return taken;
  }

  private static final class Http extends RecordingServer {

    /** A definition, a job and whatever else: each engine reads what it looks for. */
    private static final String ANY =
        "{\"id\":\"1\",\"key\":\"order\",\"version\":3,\"bpmnProcessId\":\"order\",\"workerId\":\"worker-1\","
            + "\"incidentType\":\"failedJob\",\"configuration\":\"9\",\"results\":[{\"id\":1,"
            + "\"bpmnProcessId\":\"order\",\"version\":\"3\",\"createdAt\":\"2026-11-21T00:00:00Z\"}]}";

    private final HttpServer server;

    Http() throws IOException {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      server.createContext("/", this::take);
      server.start();
    }

    private void take(HttpExchange exchange) throws IOException {
      String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
      note(exchange.getRequestMethod() + " " + exchange.getRequestURI() + " " + body);
      boolean list = exchange.getRequestURI().getPath().endsWith("-definition");
      byte[] answer = (list ? "[" + ANY + "]" : ANY).getBytes(StandardCharsets.UTF_8);
      exchange.getResponseHeaders().set("Content-Type", "application/json");
      exchange.sendResponseHeaders(200, answer.length);
      exchange.getResponseBody().write(answer);
      exchange.close();
    }

    @Override
    URI url() {
      return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    @Override
    public void close() {
      server.stop(0);
    }
  }

  private static final class Grpc extends RecordingServer {
    private final Server server;

    Grpc() throws IOException {
      server =
          NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
              .fallbackHandlerRegistry(new Methods())
              .directExecutor()
              .build()
              .start();
    }

    @Override
    URI url() {
      return URI.create("http://127.0.0.1:" + server.getPort());
    }

    @Override
    public void close() {
      server.shutdownNow();
    }

    private final class Methods extends HandlerRegistry {
      @Override
      public ServerMethodDefinition<?, ?> lookupMethod(String name, String authority) {
        return GatewayGrpc.getServiceDescriptor().getMethods().stream()
            .filter(method -> method.getFullMethodName().equals(name))
            .map(this::definition)
            .findFirst()
            .orElse(null);
      }

      @SuppressWarnings("unchecked") // every message of the protocol is one of protobuf
      private ServerMethodDefinition<?, ?> definition(MethodDescriptor<?, ?> method) {
        MethodDescriptor<Message, Message> known = (MethodDescriptor<Message, Message>) method;
        return ServerMethodDefinition.create(
            known,
            ServerCalls.asyncUnaryCall(
                (request, answer) -> {
                  note(name(known) + " " + request);
                  answer.onNext(known.parseResponse(new java.io.ByteArrayInputStream(new byte[0])));
                  answer.onCompleted();
                }));
      }

      private String name(MethodDescriptor<?, ?> method) {
        return method.getBareMethodName();
      }
    }
  }

  final void note(String request) {
    received.add(request);
  }
}
