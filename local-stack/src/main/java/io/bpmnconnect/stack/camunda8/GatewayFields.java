package io.bpmnconnect.stack.camunda8;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import com.google.protobuf.UnknownFieldSet;
import com.google.protobuf.UnknownFieldSet.Field;
import java.util.List;
import java.util.Optional;

/**
 * The fields of 8.10's gRPC protocol that the published stubs (8.9) lack, by their numbers in the
 * public reference of the gateway service.
 */
final class GatewayFields {
  static final int ACTIVATION_WITH_LEASE = 9;
  static final int STREAM_WITH_LEASE = 8;
  static final int JOB_PRIORITY = 19;
  static final int JOB_LEASE_TOKEN = 21;
  static final int COMPLETION_LEASE_TOKEN = 4;
  static final int COMPLETION_BUSINESS_ID = 5;
  static final int FAILURE_LEASE_TOKEN = 6;
  static final int ERROR_LEASE_TOKEN = 5;
  static final int UPDATE_LEASE_TOKEN = 4;
  static final int MESSAGE_BUSINESS_ID = 7;

  private GatewayFields() {}

  static Optional<String> text(Message request, int number) {
    List<ByteString> values = request.getUnknownFields().getField(number).getLengthDelimitedList();
    return values.isEmpty()
        ? Optional.empty()
        : Optional.of(values.get(values.size() - 1).toStringUtf8());
  }

  static boolean flag(Message request, int number) {
    List<Long> values = request.getUnknownFields().getField(number).getVarintList();
    return !values.isEmpty() && values.get(values.size() - 1) != 0;
  }

  static void put(Message.Builder answer, int number, String text) {
    put(
        answer,
        number,
        Field.newBuilder().addLengthDelimited(ByteString.copyFromUtf8(text)).build());
  }

  /** As in every message of the protocol, 0 is not sent. */
  static void put(Message.Builder answer, int number, int value) {
    if (value != 0) {
      put(answer, number, Field.newBuilder().addVarint(value).build());
    }
  }

  private static void put(Message.Builder answer, int number, Field field) {
    answer.mergeUnknownFields(UnknownFieldSet.newBuilder().addField(number, field).build());
  }
}
