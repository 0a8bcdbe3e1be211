package io.bpmnconnect.connect.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.connect.storage.Converter;
import org.junit.jupiter.api.Test;

class ConvertersTest {

  /** Loads one class by itself, as a worker's class loader of a plugin does. */
  private static final class PluginLoader extends ClassLoader {
    PluginLoader() {
      super(ConvertersTest.class.getClassLoader());
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
      if (!name.equals(PluginConverter.class.getName())) {
        return super.loadClass(name, resolve);
      }
      Class<?> loaded = findLoadedClass(name);
      return loaded == null ? defined(name) : loaded;
    }

    private Class<?> defined(String name) {
      String file = name.replace('.', '/') + ".class";
      try (InputStream in = getParent().getResourceAsStream(file)) {
        byte[] bytes = in.readAllBytes();
        return defineClass(name, bytes, 0, bytes.length);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /**
   * As the connector's own class loader on a worker: it asks the plugin's for the plugin's class.
   */
  private static final class ConnectorLoader extends ClassLoader {
    private final ClassLoader plugin = new PluginLoader();

    ConnectorLoader() {
      super(ConvertersTest.class.getClassLoader());
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
      return name.equals(PluginConverter.class.getName())
          ? plugin.loadClass(name)
          : super.loadClass(name, resolve);
    }
  }

  @Test
  void aConverterOfAnotherPluginFindsItsOwnClasses() {
    ClassLoader connector = new ConnectorLoader();
    ClassLoader before = Thread.currentThread().getContextClassLoader();
    Thread.currentThread().setContextClassLoader(connector);
    try {
      Converter made = Converters.configured(PluginConverter.class.getName(), Map.of(), true);

      assertThat(made.getClass().getClassLoader())
          .isNotSameAs(PluginConverter.class.getClassLoader());
      assertThat(Thread.currentThread().getContextClassLoader()).isSameAs(connector);
    } finally {
      Thread.currentThread().setContextClassLoader(before);
    }
  }

  @Test
  void aConverterThatIsNotThereIsToldAndTheClassLoaderIsThatOfBefore() {
    ClassLoader before = Thread.currentThread().getContextClassLoader();
    ClassLoader other = new ClassLoader(before) {};
    Thread.currentThread().setContextClassLoader(other);
    try {
      assertThatThrownBy(() -> Converters.configured("no.such.Converter", Map.of(), false))
          .isInstanceOf(ConfigException.class)
          .hasMessage("there is no class no.such.Converter on the plugin's path");
      assertThat(Thread.currentThread().getContextClassLoader()).isSameAs(other);
    } finally {
      Thread.currentThread().setContextClassLoader(before);
    }
  }
}
