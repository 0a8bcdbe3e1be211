package io.bpmnconnect.engine.http;

import java.io.IOException;
import org.apache.hc.client5.http.async.AsyncExecCallback;
import org.apache.hc.core5.http.EntityDetails;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpResponse;
import org.apache.hc.core5.http.nio.AsyncDataConsumer;

/** Tells whoever waits for an exchange all that a subclass does not change. */
abstract class CallbackDecorator implements AsyncExecCallback {

  protected final AsyncExecCallback callback;

  CallbackDecorator(AsyncExecCallback callback) {
    this.callback = callback;
  }

  @Override
  public AsyncDataConsumer handleResponse(HttpResponse response, EntityDetails body)
      throws HttpException, IOException {
    return callback.handleResponse(response, body);
  }

  @Override
  public void handleInformationResponse(HttpResponse response) throws HttpException, IOException {
    callback.handleInformationResponse(response);
  }

  @Override
  public void completed() {
    callback.completed();
  }

  @Override
  public void failed(Exception fault) {
    callback.failed(fault);
  }
}
