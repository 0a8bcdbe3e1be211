package io.bpmnconnect.engine.zeebe;

import io.grpc.ClientStreamTracer;
import io.grpc.Metadata;

/**
 * How far one call has come, as its transport tells. Written by the transport's threads, read when
 * the call has ended.
 */
final class Progress extends ClientStreamTracer.Factory {

  private volatile boolean sent;
  private volatile boolean answered;

  /** Whether the request may have come to the gateway. */
  boolean isSent() {
    return sent;
  }

  /** Whether the status is the word of a server, and not of this side of the connection. */
  boolean isAnswered() {
    return answered;
  }

  @Override
  public ClientStreamTracer newClientStreamTracer(
      ClientStreamTracer.StreamInfo info, Metadata headers) {
    return new ClientStreamTracer() {
      @Override
      public void outboundHeaders() {
        sent = true;
      }

      @Override
      public void inboundTrailers(Metadata trailers) {
        answered = true;
      }
    };
  }
}
