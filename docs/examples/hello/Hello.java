import io.umview.api.Chain;
import io.umview.api.Errno;
import io.umview.api.ErrnoException;
import io.umview.api.Interest;
import io.umview.api.Reply;
import io.umview.api.Service;
import io.umview.api.SystemCall;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** {@code um_add_service hello,NAME}: the machine is called NAME, as far as uname(2) tells. */
public final class Hello implements Service {
    /** Bytes of a field of struct utsname. */
    private static final int FIELD = 65;

    @Override
    public Loaded load(Chain chain, String arguments) throws ErrnoException {
        if (arguments.isEmpty() || arguments.length() >= FIELD) {
            throw Errno.EINVAL.exception(); // um_add_service: Invalid argument
        }
        byte[] utsname = utsname(arguments); // once: handlers must not block
        chain.claimCalls(Interest.in(SystemCall.UNAME), call -> {
            call.memory().write(call.argument(0), utsname);
            return Reply.SUCCESS;
        });
        chain.view().announce("hello, " + arguments);
        return Loaded.PLAIN;
    }

    private static byte[] utsname(String node) throws ErrnoException {
        List<String> fields = List.of(
                kernel("ostype"), node, kernel("osrelease"), kernel("version"), machine(), kernel("domainname"));
        byte[] utsname = new byte[FIELD * fields.size()];
        for (int i = 0; i < fields.size(); i++) {
            byte[] field = fields.get(i).getBytes(StandardCharsets.UTF_8);
            System.arraycopy(field, 0, utsname, FIELD * i, Math.min(field.length, FIELD - 1));
        }
        return utsname;
    }

    private static String kernel(String name) throws ErrnoException {
        try {
            return Files.readString(Path.of("/proc/sys/kernel", name)).strip();
        } catch (IOException e) {
            throw Errno.EIO.exception();
        }
    }

    private static String machine() {
        String name = System.getProperty("os.arch");
        return name.equals("amd64") ? "x86_64" : name;
    }
}
