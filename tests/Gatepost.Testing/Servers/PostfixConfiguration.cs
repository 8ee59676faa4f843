namespace Gatepost.Testing.Servers;

/// <summary>The files of a <see cref="PostfixServer"/>.</summary>
internal static class PostfixConfiguration
{
    public static string Main(TestFolder folder, string role, string settings, TestCertificate? certificate) =>
        $"""
         compatibility_level = 3.6
         queue_directory = {folder["spool"]}
         data_directory = {folder["data"]}
         command_directory = /usr/sbin
         daemon_directory = /usr/lib/postfix/sbin
         mail_owner = postfix
         setgid_group = postdrop
         import_environment = MAIL_CONFIG MAIL_DEBUG MAIL_LOGTAG TZ LANG=C GATEPOST_TEST_RUN GATEPOST_TEST_SERVER
         myhostname = {role}.example
         mydestination =
         local_recipient_maps =
         alias_maps =
         alias_database =
         inet_interfaces = 127.0.0.1
         inet_protocols = ipv4
         mynetworks = 127.0.0.0/8
         smtpd_relay_restrictions = permit_mynetworks, reject_unauth_destination
         smtpd_peername_lookup = no
         smtp_dns_support_level = disabled
         smtp_host_lookup = native
         smtputf8_enable = yes
         message_size_limit = 104857600
         virtual_mailbox_limit = 0
         mailbox_size_limit = 0
         maillog_file = {folder["mail.log"]}
         maillog_file_prefixes = {Path.GetTempPath().TrimEnd('/')}
         in_flow_delay = 0
         queue_run_delay = 2s
         minimal_backoff_time = 2s
         maximal_backoff_time = 5s
         smtpd_client_connection_count_limit = 0
         smtpd_tls_security_level = {(certificate is null ? "none" : "may")}
         smtpd_tls_chain_files = {(certificate is null ? "" : $"{certificate.KeyFile}, {certificate.CertificateFile}")}
         smtpd_tls_received_header = yes
         {settings}

         """;

    public static string Master(int port) =>
        $"""
         127.0.0.1:{port} inet n - n - - smtpd
         pickup unix n - n 60 1 pickup
         cleanup unix n - n - 0 cleanup
         qmgr unix n - n 300 1 qmgr
         tlsmgr unix - - n 1000? 1 tlsmgr
         rewrite unix - - n - - trivial-rewrite
         bounce unix - - n - 0 bounce
         defer unix - - n - 0 bounce
         trace unix - - n - 0 bounce
         verify unix - - n - 1 verify
         flush unix n - n 1000? 0 flush
         proxymap unix - - n - - proxymap
         proxywrite unix - - n - 1 proxymap
         smtp unix - - n - - smtp
         relay unix - - n - - smtp
         showq unix n - n - - showq
         error unix - - n - - error
         retry unix - - n - - error
         discard unix - - n - - discard
         virtual unix - n n - - virtual
         anvil unix - - n - 1 anvil
         scache unix - - n - 1 scache
         postlog unix-dgram n - n - 1 postlogd

         """;
}
