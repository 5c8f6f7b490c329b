package io.distfs.integration.contract;

import java.nio.file.Path;
import java.util.List;

/** Runs the contract in any folder: {@code ContractMain FOLDER [PART-OF-NAME]}. For people. */
final class ContractMain {
  private ContractMain() {}

  public static void main(String[] arguments) {
    ClaimRun run = new ClaimRun(Path.of(arguments[0]).toAbsolutePath());
    String part = arguments.length > 1 ? arguments[1] : "";
    List<Contract.Item> items =
        Contract.items().stream().filter(item -> item.name().contains(part)).toList();
    long started = System.nanoTime();
    int failed = 0;
    for (Contract.Item item : items) {
      long begun = System.nanoTime();
      Throwable failure = run.run(item);
      long millis = (System.nanoTime() - begun) / 1_000_000;
      if (failure != null) {
        failed++;
        System.out.println("FAILS " + item.name() + ": " + failure.getMessage() + where(failure));
      }
      if (millis > 500) {
        System.out.println("slow  " + item.name() + ": " + millis + " ms");
      }
    }
    System.out.printf(
        "%d claims, %d fail, %d ms%n",
        items.size(), failed, (System.nanoTime() - started) / 1_000_000);
    System.exit(failed == 0 ? 0 : 1);
  }

  private static String where(Throwable failure) {
    for (StackTraceElement frame : failure.getStackTrace()) {
      if (frame.getClassName().contains(".contract.")
          && !frame.getClassName().contains("Subject")) {
        return " (" + frame.getFileName() + ":" + frame.getLineNumber() + ")";
      }
    }
    return failure instanceof AssertionError ? "" : " " + failure;
  }
}
