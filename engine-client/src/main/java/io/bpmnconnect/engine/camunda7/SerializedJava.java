package io.bpmnconnect.engine.camunda7;

import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads the form in which the engine keeps objects and lists: that of Java's object serialization
 * (Java Object Serialization Specification, chapter 6). It only looks at the bytes: no class is
 * loaded and nothing of them is run, so they may come from anywhere.
 *
 * <p>What the classes mean is in {@link JdkObjects}. One object reads one value; not safe for use
 * by several threads.
 */
final class SerializedJava {

  private static final int MAGIC_AND_VERSION = 0xACED0005;

  private static final int TC_NULL = 0x70;
  private static final int TC_REFERENCE = 0x71;
  private static final int TC_CLASSDESC = 0x72;
  private static final int TC_OBJECT = 0x73;
  private static final int TC_STRING = 0x74;
  private static final int TC_ARRAY = 0x75;
  private static final int TC_BLOCKDATA = 0x77;
  private static final int TC_ENDBLOCKDATA = 0x78;
  private static final int TC_LONGSTRING = 0x7C;
  private static final int TC_ENUM = 0x7E;

  private static final int FIRST_HANDLE = 0x7E0000;
  private static final int HAS_WRITE_METHOD = 1;

  private static final int DEEPEST = 500;

  /** Parts that are referred to again count again: a few bytes could stand for any number. */
  private static final int MOST_PARTS = 5_000_000;

  private final DataInputStream in;
  private final JdkObjects objects = new JdkObjects(this);
  private final List<Handle> handles = new ArrayList<>();
  private int depth;
  private long parts;

  /** What is read, or a class description; {@code null} while it is being read. */
  private record Handle(Object value, long parts) {}

  record Field(char type, String name) {}

  /**
   * A class as the stream describes it.
   *
   * @param parent {@code null} for none
   */
  record Description(String name, int flags, List<Field> fields, Description parent) {

    boolean writesMore() {
      return (flags & HAS_WRITE_METHOD) != 0;
    }
  }

  private SerializedJava(byte[] bytes) {
    in = new DataInputStream(new ByteArrayInputStream(bytes));
  }

  /** The value as a plain one; empty when there is something in it that this class cannot read. */
  static Optional<Object> read(byte[] bytes) {
    try {
      SerializedJava stream = new SerializedJava(bytes);
      if (stream.in.readInt() != MAGIC_AND_VERSION) {
        return Optional.empty();
      }
      return Optional.ofNullable(stream.next());
    } catch (IOException | ClassCastException | NumberFormatException foreignOrBroken) {
      return Optional.empty();
    }
  }

  Object next() throws IOException {
    depth++;
    parts++;
    requireMeasure();
    int tag = in.readUnsignedByte();
    Object value =
        switch (tag) {
          case TC_NULL -> null;
          case TC_REFERENCE -> reference();
          case TC_STRING -> keep(in.readUTF());
          case TC_LONGSTRING -> keep(longString());
          case TC_OBJECT -> object();
          case TC_ARRAY -> array();
          case TC_ENUM -> enumConstant();
          default -> throw new IOException("unknown tag " + tag);
        };
    depth--;
    return value;
  }

  private void requireMeasure() throws IOException {
    if (depth > DEEPEST || parts > MOST_PARTS) {
      throw new IOException("too deep or too large");
    }
  }

  private Object reference() throws IOException {
    Handle handle = handle();
    parts += handle.parts();
    return handle.value();
  }

  private Handle handle() throws IOException {
    int index = in.readInt() - FIRST_HANDLE;
    if (index < 0 || index >= handles.size() || handles.get(index) == null) {
      throw new IOException("a reference to what is not there, or not complete yet");
    }
    return handles.get(index);
  }

  private String keep(String text) {
    handles.add(new Handle(text, 1));
    return text;
  }

  /** In modified UTF-8, as the short form is. */
  private String longString() throws IOException {
    long length = in.readLong();
    if (length < 0 || length > in.available()) {
      throw new IOException("a text longer than the stream");
    }
    byte[] bytes = in.readNBytes((int) length);
    StringBuilder text = new StringBuilder(bytes.length);
    int at = 0;
    while (at < bytes.length) {
      int first = bytes[at] & 0xFF;
      if (first < 0x80) {
        text.append((char) first);
        at += 1;
      } else if (first >> 5 == 0b110 && at + 1 < bytes.length) {
        text.append((char) ((first & 0x1F) << 6 | sixBits(bytes[at + 1])));
        at += 2;
      } else if (first >> 4 == 0b1110 && at + 2 < bytes.length) {
        text.append(
            (char) ((first & 0x0F) << 12 | sixBits(bytes[at + 1]) << 6 | sixBits(bytes[at + 2])));
        at += 3;
      } else {
        throw new IOException("not modified UTF-8");
      }
    }
    return text.toString();
  }

  private static int sixBits(byte following) {
    return following & 0x3F;
  }

  private Description description() throws IOException {
    depth++;
    requireMeasure();
    Description read = oneDescription();
    depth--;
    return read;
  }

  private Description oneDescription() throws IOException {
    int tag = in.readUnsignedByte();
    if (tag == TC_NULL) {
      return null;
    }
    if (tag == TC_REFERENCE) {
      return (Description) handle().value();
    }
    if (tag != TC_CLASSDESC) {
      throw new IOException("a class that is a proxy");
    }
    String name = in.readUTF();
    in.readLong(); // its version
    int handle = open();
    int flags = in.readUnsignedByte();
    int count = in.readUnsignedShort();
    List<Field> fields = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      char type = (char) in.readUnsignedByte();
      fields.add(new Field(type, in.readUTF()));
      if (type == 'L' || type == '[') {
        next(); // the name of its class
      }
    }
    requireEnd();
    Description read = new Description(name, flags, fields, description());
    handles.set(handle, new Handle(read, 0));
    return read;
  }

  private static Description known(Description description) throws IOException {
    if (description == null) {
      throw new IOException("an object without a class");
    }
    return description;
  }

  private int open() {
    handles.add(null);
    return handles.size() - 1;
  }

  private Object object() throws IOException {
    Description description = known(description());
    int handle = open();
    long before = parts;
    Object value = objects.read(description);
    handles.set(handle, new Handle(value, parts - before));
    return value;
  }

  /** The fields of a class, without those of its parents. */
  Map<String, Object> ownFields(Description description) throws IOException {
    Map<String, Object> fields = new LinkedHashMap<>();
    for (Field field : description.fields()) {
      fields.put(
          field.name(),
          switch (field.type()) {
            case 'B' -> in.readByte();
            case 'C' -> in.readChar();
            case 'D' -> in.readDouble();
            case 'F' -> in.readFloat();
            case 'I' -> in.readInt();
            case 'J' -> in.readLong();
            case 'S' -> in.readShort();
            case 'Z' -> in.readBoolean();
            default -> next();
          });
    }
    return fields;
  }

  List<Object> elements(int size) throws IOException {
    List<Object> elements = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      elements.add(next());
    }
    return elements;
  }

  /** Bytes as they are; objects as a list. */
  private Object array() throws IOException {
    Description description = known(description());
    int handle = open();
    long before = parts;
    int size = in.readInt();
    Object value;
    if (description.name().equals("[B")) {
      if (size < 0 || size > in.available()) {
        throw new IOException("an array longer than the stream");
      }
      value = in.readNBytes(size);
    } else if (description.name().startsWith("[L") || description.name().startsWith("[[")) {
      value = elements(size);
    } else {
      throw new IOException("an array that is not known: " + description.name());
    }
    handles.set(handle, new Handle(value, parts - before));
    return value;
  }

  private String enumConstant() throws IOException {
    known(description());
    int handle = open();
    String name = (String) next();
    handles.set(handle, new Handle(name, 1));
    return name;
  }

  int readInt() throws IOException {
    return in.readInt();
  }

  long readLong() throws IOException {
    return in.readLong();
  }

  void requireBlock(int length) throws IOException {
    if (in.readUnsignedByte() != TC_BLOCKDATA || in.readUnsignedByte() != length) {
      throw new IOException("data of another form");
    }
  }

  void requireEnd() throws IOException {
    if (in.readUnsignedByte() != TC_ENDBLOCKDATA) {
      throw new IOException("data of another form");
    }
  }
}
