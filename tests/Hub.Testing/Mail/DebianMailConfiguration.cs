namespace Hub.Testing.Mail;

/// <summary>Both servers' configuration, with everything they write inside the test's folder.</summary>
internal static class DebianMailConfiguration
{
    public static string Dovecot(string folder, int imap, int imaps) => $$"""
        base_dir = {{folder}}/run
        state_dir = {{folder}}/state
        log_path = {{folder}}/dovecot.log
        protocols = imap
        listen = 127.0.0.1
        ssl = yes
        ssl_cert = <{{folder}}/cert.pem
        ssl_key = <{{folder}}/key.pem
        auth_mechanisms = plain login
        auth_failure_delay = 0
        first_valid_uid = 1
        mail_location = maildir:{{folder}}/box/%u
        mail_max_userip_connections = 50
        passdb {
          driver = passwd-file
          args = {{folder}}/users
        }
        userdb {
          driver = static
          args = uid=nobody gid=nogroup home={{folder}}/box/%u
        }
        namespace inbox {
          inbox = yes
          separator = /
          mailbox Sent {
            auto = create
            special_use = \Sent
          }
          mailbox Junk {
            auto = create
            special_use = \Junk
          }
        }
        service imap-login {
          chroot =
          inet_listener imap {
            port = {{imap}}
          }
          inet_listener imaps {
            port = {{imaps}}
            ssl = yes
          }
        }
        service anvil {
          chroot =
        }
        service auth {
          unix_listener postfix-auth {
            mode = 0666
          }
        }

        """;

    public static string PostfixMain(string folder, string domain) => $"""
        compatibility_level = 3.6
        queue_directory = {folder}/queue
        data_directory = {folder}/data
        command_directory = /usr/sbin
        daemon_directory = /usr/lib/postfix/sbin
        mail_owner = postfix
        setgid_group = postdrop
        myhostname = mx.{domain}
        mydestination =
        inet_interfaces = 127.0.0.1
        inet_protocols = ipv4
        maillog_file = {folder}/postfix.log
        maillog_file_prefixes = {Path.GetDirectoryName(folder)}
        virtual_mailbox_domains = {domain}
        virtual_mailbox_base = {folder}/box
        virtual_mailbox_maps = texthash:{folder}/boxes
        virtual_minimum_uid = 1
        virtual_uid_maps = static:65534
        virtual_gid_maps = static:65534
        virtual_mailbox_limit = 0
        mailbox_size_limit = 0
        message_size_limit = 40000000
        smtpd_tls_cert_file = {folder}/cert.pem
        smtpd_tls_key_file = {folder}/key.pem
        smtpd_tls_security_level = may
        smtpd_tls_auth_only = yes
        smtpd_sasl_type = dovecot
        smtpd_sasl_path = {folder}/run/postfix-auth
        smtpd_recipient_restrictions = reject_unlisted_recipient, permit_sasl_authenticated, reject
        smtpd_client_connection_rate_limit = 0

        """;

    public static string PostfixMaster(int submission, int smtps) => $"""
        127.0.0.1:{submission} inet n - n - - smtpd
          -o smtpd_sasl_auth_enable=yes
          -o smtpd_tls_security_level=encrypt
        127.0.0.1:{smtps} inet n - n - - smtpd
          -o smtpd_sasl_auth_enable=yes
          -o smtpd_tls_wrappermode=yes
        cleanup unix n - n - 0 cleanup
        qmgr unix n - n 300 1 qmgr
        tlsmgr unix - - n 1000? 1 tlsmgr
        rewrite unix - - n - - trivial-rewrite
        bounce unix - - n - 0 bounce
        defer unix - - n - 0 bounce
        trace unix - - n - 0 bounce
        verify unix - - n - 1 verify
        proxymap unix - - n - - proxymap
        error unix - - n - - error
        retry unix - - n - - error
        virtual unix - n n - - virtual
        anvil unix - - n - 1 anvil
        postlog unix-dgram n - n - 1 postlogd

        """;
}
