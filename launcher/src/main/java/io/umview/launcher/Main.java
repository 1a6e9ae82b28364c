package io.umview.launcher;

import java.util.Map;

/**
 * The program: reads the command line, starts the framework and hands over to the hypervisor.
 *
 * <p>All of this package runs before the guest's first instruction, so it avoids what is slow when it
 * is cold: lambdas, streams, formatters, regular expressions.
 */
public final class Main {
    private static final int FAILURE = 1;
    private static final int USAGE = 2;

    private Main() {}

    /**
     * Runs umview.
     *
     * @param args the command line
     */
    public static void main(String[] args) {
        int status;
        boolean training = false;
        try {
            Options options = CommandLine.parse(args);
            training = options.action() == Options.Action.TRAIN;
            status = run(options);
        } catch (UsageException e) {
            complain(e.getMessage());
            System.err.println("Try 'umview --help' for more information.");
            status = USAGE;
        } catch (Exception e) {
            complain(e.getMessage() == null ? e.toString() : e.getMessage());
            if (System.getenv("UMVIEW_TRACE") != null) {
                e.printStackTrace();
            }
            status = FAILURE;
        }
        if (training) {
            // The JVM writes its archive only on this way out.
            System.exit(status);
        }
        System.out.flush();
        Runtime.getRuntime().halt(status);
    }

    private static int run(Options options) throws Exception {
        switch (options.action()) {
            case HELP -> {
                System.out.print(Help.USAGE);
                return 0;
            }
            case VERSION -> {
                System.out.print(Help.version());
                return 0;
            }
            default -> {
                return boot(options);
            }
        }
    }

    private static int boot(Options options) throws Exception {
        Distribution distribution = Distribution.ofRunningProgram();
        distribution.useOwnNativeLibraries();
        WarmUp.start();
        try (Host host = Host.start(distribution, options.console())) {
            Map<String, Object> map = options.toMap();
            map.put("home", distribution.home());
            if (options.action() == Options.Action.TRAIN) {
                return host.train(map);
            }
            if (options.command().isEmpty()) {
                map.put("command", UserShell.command());
            }
            return host.handOver(map);
        }
    }

    private static void complain(String message) {
        System.err.println("umview: " + message);
    }
}
