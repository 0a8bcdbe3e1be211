package io.bpmnconnect.benchmarks;

import java.net.URI;
import java.util.function.IntFunction;

/** Sends the bodies of rising numbers, with nothing before and behind it: the engine's ceiling. */
final class HttpLoop extends Loop {

  private final PlainClient client;
  private final String path;
  private final IntFunction<byte[]> bodies;
  private int next;

  HttpLoop(URI engine, int inFlight, String path, IntFunction<byte[]> bodies) {
    this.client = new PlainClient(engine, inFlight);
    this.path = path;
    this.bodies = bodies;
  }

  @Override
  void step() throws InterruptedException {
    client.post(path, bodies.apply(next++));
  }

  @Override
  public void close() {
    client.close();
  }
}
