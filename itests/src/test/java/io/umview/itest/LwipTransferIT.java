package io.umview.itest;

import static org.assertj.core.api.Assertions.assertThat;

import io.umview.itest.run.Host;
import io.umview.itest.run.Neighbours;
import io.umview.itest.run.Programs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Programs that move files, between the kernel's stack and umnetlwipv6, in both directions. */
class LwipTransferIT {
    private static final String NGINX = """
            daemon off; user root; pid nginx.pid; error_log stderr; worker_processes 2;
            events { worker_connections 256; }
            http {
              access_log off; sendfile on; tcp_nopush on;
              client_body_temp_path t1; proxy_temp_path t2; fastcgi_temp_path t3; uwsgi_temp_path t4; scgi_temp_path t5;
              server { listen 8080; listen [::]:8080; root ..; }
            }
            """;

    private static final String SSHD = """
            Port 2022
            HostKey %1$s/host
            AuthorizedKeysFile %1$s/user.pub
            StrictModes no
            UsePAM no
            PidFile none
            PasswordAuthentication no
            PermitRootLogin yes
            Subsystem sftp internal-sftp
            """;

    @TempDir
    Path folder;

    private Neighbours hosts;

    @BeforeEach
    void join() {
        hosts = Neighbours.onTap(folder).withAddresses();
    }

    @AfterEach
    void part() {
        if (hosts != null) {
            hosts.close();
        }
    }

    /** Makes a file of random bytes. @return its hash */
    private String file(String name, String size) {
        hosts.kernel().must("head -c " + size + " /dev/urandom >" + name);
        return hash(name);
    }

    private String hash(String name) {
        return hosts.kernel().must("sha256sum <" + name);
    }

    private void nginx(Host host, String name) throws IOException {
        Path prefix = Files.createDirectory(folder.resolve(name));
        Files.writeString(prefix.resolve("conf"), NGINX);
        host.serve(Programs.require("nginx") + " -p " + prefix + " -c " + prefix + "/conf", name + ".log", 8080);
    }

    private void curlFetches(Host client, Host server) {
        String hash = file("large", "256M");
        for (String address : server.inUrls()) {
            String url = "http://" + address + ":8080/large";
            assertThat(client.must("curl -sS -m 60 " + url + " | sha256sum"))
                    .as(url)
                    .isEqualTo(hash);
        }
        assertThat(client.must(
                        "curl -sS -m 60 -T small http://" + server.v4() + ":8080/none -o /dev/null -w '%{http_code}'"))
                .isEqualTo("405");
    }

    @Test
    void curlInTheViewFetchesFromNginx() throws Exception {
        Programs.require("curl");
        file("small", "100k");
        nginx(hosts.kernel(), "server");

        curlFetches(hosts.guest(), hosts.kernel());
    }

    @Test
    void nginxInTheViewServesCurlBySendfile() throws Exception {
        Programs.require("curl");
        file("small", "100k");
        nginx(hosts.guest(), "server");

        curlFetches(hosts.kernel(), hosts.guest());
    }

    private void sshAndScp(Host client, Host server) throws Exception {
        Programs.require("ssh-keygen");
        String sshd = Programs.require("sshd");
        Files.writeString(folder.resolve("sshd_config"), SSHD.formatted(folder));
        client.must("ssh-keygen -q -t ed25519 -N '' -f host; ssh-keygen -q -t ed25519 -N '' -f user");
        Files.createDirectories(Path.of("/run/sshd"));
        server.serve(sshd + " -D -e -f sshd_config", "sshd.log", 2022);
        String options = " -i user -o StrictHostKeyChecking=no -o UserKnownHostsFile=known -o LogLevel=ERROR ";

        assertThat(client.must("ssh -p 2022" + options + server.v4() + " 'echo ${SSH_CONNECTION##* }'"))
                .isEqualTo("2022\n");
        assertThat(client.must("ssh -tt -p 2022" + options + server.v6() + " 'tty; exit 3' </dev/null; echo $?"))
                .contains("/dev/pts/", "3\n");
        String hash = file("sent", "20M");
        client.must("scp -q -P 2022" + options + server.v4() + ":" + folder + "/sent fetched");
        client.must("scp -q -P 2022" + options + "sent '[" + server.v6() + "]':" + folder + "/put");
        assertThat(hash("fetched")).isEqualTo(hash);
        assertThat(hash("put")).isEqualTo(hash);
    }

    @Test
    void sshAndScpInTheView() throws Exception {
        sshAndScp(hosts.guest(), hosts.kernel());
    }

    @Test
    void sshdInTheView() throws Exception {
        sshAndScp(hosts.kernel(), hosts.guest());
    }

    private void socat(Host client, Host server) {
        Programs.require("socat");
        String hash = file("sent", "8M");
        server.serve("socat TCP6-LISTEN:7001,fork,reuseaddr EXEC:cat", "tcp.log", 7001);
        server.serve("socat UDP6-LISTEN:7002,fork EXEC:cat", "udp.log", 7002);

        for (String address : server.inUrls()) {
            assertThat(client.must("socat -t 20 - TCP:" + address + ":7001 <sent | sha256sum"))
                    .isEqualTo(hash);
            assertThat(client.must("echo hello | socat -t 2 - UDP:" + address + ":7002"))
                    .isEqualTo("hello\n");
        }
    }

    @Test
    void socatInTheView() {
        socat(hosts.guest(), hosts.kernel());
    }

    @Test
    void socatServesInTheView() {
        socat(hosts.kernel(), hosts.guest());
    }

    private void netcat(Host client, Host server) {
        Programs.require("nc");
        String hash = file("sent", "8M");
        server.serve("nc -l 7001 </dev/null", "there", 7001);
        assertThat(client.run("nc -N -w 20 " + server.v4() + " 7001 <sent").text())
                .isEmpty();
        assertThat(hash("there")).isEqualTo(hash);

        server.serve("nc -6 -N -l 7002 <sent", "nothing", 7002);
        assertThat(client.must("nc -w 20 " + server.v6() + " 7002 </dev/null | sha256sum"))
                .isEqualTo(hash);
        assertThat(client.run("nc -z -v -w 5 " + server.v4() + " 7003").text()).contains("Connection refused");
    }

    @Test
    void netcatInTheView() {
        netcat(hosts.guest(), hosts.kernel());
    }

    @Test
    void netcatListensInTheView() {
        netcat(hosts.kernel(), hosts.guest());
    }
}
