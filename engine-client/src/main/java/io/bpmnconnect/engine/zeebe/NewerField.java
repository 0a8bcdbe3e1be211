package io.bpmnconnect.engine.zeebe;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Message;
import com.google.protobuf.UnknownFieldSet;
import io.camunda.zeebe.gateway.protocol.GatewayOuterClass.ActivateJobsRequest;
import io.camunda.zeebe.gateway.protocol.GatewayOuterClass.ActivatedJob;
import io.camunda.zeebe.gateway.protocol.GatewayOuterClass.CompleteJobRequest;
import io.camunda.zeebe.gateway.protocol.GatewayOuterClass.FailJobRequest;
import io.camunda.zeebe.gateway.protocol.GatewayOuterClass.PublishMessageRequest;
import io.camunda.zeebe.gateway.protocol.GatewayOuterClass.StreamActivatedJobsRequest;
import io.camunda.zeebe.gateway.protocol.GatewayOuterClass.ThrowErrorRequest;
import io.camunda.zeebe.gateway.protocol.GatewayOuterClass.UpdateJobRetriesRequest;
import io.camunda.zeebe.gateway.protocol.GatewayOuterClass.UpdateJobTimeoutRequest;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The fields of Camunda 8.10's protocol that the newest published stubs (8.9) do not have. They are
 * written and read by their numbers, which are those of the public reference of the gateway
 * service, and for {@link #JOB_PRIORITY} and {@link #MESSAGE_BUSINESS_ID} those of camunda/camunda
 * issue 53836 and pull request 55493.
 *
 * <p>An older gateway ignores them, so who sends one must know the gateway's version.
 */
enum NewerField {
  ACTIVATION_LEASE(ActivateJobsRequest.getDescriptor(), 9),
  STREAM_LEASE(StreamActivatedJobsRequest.getDescriptor(), 8),
  JOB_PRIORITY(ActivatedJob.getDescriptor(), 19),
  JOB_LEASE(ActivatedJob.getDescriptor(), 21),
  COMPLETION_LEASE(CompleteJobRequest.getDescriptor(), 4),
  FAILURE_LEASE(FailJobRequest.getDescriptor(), 6),
  ERROR_LEASE(ThrowErrorRequest.getDescriptor(), 5),
  RETRIES_LEASE(UpdateJobRetriesRequest.getDescriptor(), 4),
  TIMEOUT_LEASE(UpdateJobTimeoutRequest.getDescriptor(), 4),
  MESSAGE_BUSINESS_ID(PublishMessageRequest.getDescriptor(), 7);

  private final Descriptor message;
  private final int number;

  NewerField(Descriptor message, int number) {
    this.message = message;
    this.number = number;
  }

  /** The message that the field is of. */
  Descriptor message() {
    return message;
  }

  int number() {
    return number;
  }

  void set(Message.Builder of, String text) {
    set(
        of,
        UnknownFieldSet.Field.newBuilder()
            .addLengthDelimited(ByteString.copyFromUtf8(text))
            .build());
  }

  void set(Message.Builder of, boolean flag) {
    if (flag) {
      set(of, UnknownFieldSet.Field.newBuilder().addVarint(1).build());
    }
  }

  private void set(Message.Builder of, UnknownFieldSet.Field value) {
    of.mergeUnknownFields(UnknownFieldSet.newBuilder().addField(number, value).build());
  }

  /** Empty when the gateway did not send it. */
  Optional<String> text(Message of) {
    return last(of.getUnknownFields().getField(number).getLengthDelimitedList())
        .map(ByteString::toStringUtf8);
  }

  /** Empty when the gateway did not send it, as is a number that is 0. */
  OptionalInt integer(Message of) {
    return last(of.getUnknownFields().getField(number).getVarintList())
        .map(value -> OptionalInt.of(value.intValue()))
        .orElse(OptionalInt.empty());
  }

  /** The last one counts, as for every field that is sent twice. */
  private static <T> Optional<T> last(List<T> values) {
    return values.isEmpty() ? Optional.empty() : Optional.of(values.get(values.size() - 1));
  }
}
