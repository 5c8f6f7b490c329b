package io.distfs.mount.logging;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.rolling.FixedWindowRollingPolicy;
import ch.qos.logback.core.rolling.RollingFileAppender;
import ch.qos.logback.core.rolling.SizeBasedTriggeringPolicy;
import ch.qos.logback.core.util.FileSize;
import io.distfs.shared.error.Errno;
import io.distfs.shared.error.FsException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.slf4j.LoggerFactory;

/** Sends the log to a file that is rotated by size. Used once, while the program starts. */
public final class MountLogging {
  /** The log and its predecessors take at most this many times {@link #FILE_BYTES_MAX}. */
  private static final int FILES_BEFORE_MAX = 5;

  private static final long FILE_BYTES_MAX = 16L << 20;
  private static final String PATTERN =
      "%d{yyyy-MM-dd'T'HH:mm:ss.SSSXXX} %-5level [%thread] %logger{0} - %msg%n";
  private static final String ACCESS_PATTERN = "%d{yyyy-MM-dd'T'HH:mm:ss.SSSSSSXXX} %msg%n";

  private MountLogging() {}

  /**
   * From now on everything is logged to a file, and nothing to standard error.
   *
   * @throws FsException EACCES if the file cannot be written
   */
  public static void toFile(Path file) {
    Logger root = context().getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    RollingFileAppender<ILoggingEvent> appender = appender(file, PATTERN);
    root.detachAndStopAllAppenders();
    root.addAppender(appender);
  }

  /** Everything logged under a name goes to a file of its own and nowhere else. */
  public static void accessToFile(String loggerName, Path file) {
    Logger access = context().getLogger(loggerName);
    access.setAdditive(false);
    access.setLevel(Level.INFO);
    access.addAppender(appender(file, ACCESS_PATTERN));
  }

  private static RollingFileAppender<ILoggingEvent> appender(Path file, String pattern) {
    refuseUnwritable(file);
    LoggerContext context = context();
    PatternLayoutEncoder encoder = new PatternLayoutEncoder();
    encoder.setContext(context);
    encoder.setCharset(StandardCharsets.UTF_8);
    encoder.setPattern(pattern);
    encoder.start();

    RollingFileAppender<ILoggingEvent> appender = new RollingFileAppender<>();
    appender.setContext(context);
    appender.setFile(file.toString());
    appender.setEncoder(encoder);
    FixedWindowRollingPolicy window = new FixedWindowRollingPolicy();
    window.setContext(context);
    window.setParent(appender);
    window.setMinIndex(1);
    window.setMaxIndex(FILES_BEFORE_MAX);
    window.setFileNamePattern(file.toString().replace("%", "\\%") + ".%i");
    window.start();
    SizeBasedTriggeringPolicy<ILoggingEvent> size = new SizeBasedTriggeringPolicy<>();
    size.setContext(context);
    size.setMaxFileSize(new FileSize(FILE_BYTES_MAX));
    size.start();
    appender.setRollingPolicy(window);
    appender.setTriggeringPolicy(size);
    appender.start();
    return appender;
  }

  /** Logback itself would only report a file it cannot open to its own status list. */
  private static void refuseUnwritable(Path file) {
    try {
      Path folder = file.toAbsolutePath().getParent();
      if (folder != null) {
        Files.createDirectories(folder);
      }
      if (!Files.exists(file)) {
        Files.createFile(file);
      }
    } catch (IOException e) {
      throw new FsException(
          Errno.EACCES, "log file " + file + " cannot be written: " + e + "; name another", e);
    }
    if (!Files.isWritable(file)) {
      throw new FsException(
          Errno.EACCES, "log file " + file + " cannot be written; name another with --log-file");
    }
  }

  private static LoggerContext context() {
    return (LoggerContext) LoggerFactory.getILoggerFactory();
  }
}
