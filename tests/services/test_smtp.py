"""Mail to a real server."""

from django.core.mail import EmailMultiAlternatives


def test_a_mail_arrives_with_both_its_versions(smtp):
    message = EmailMultiAlternatives(
        "Votre démarche", "Bonjour", "portail@exemple.fr", ["camille@exemple.fr"]
    )
    message.attach_alternative("<p>Bonjour</p>", "text/html")
    message.send()
    [recu] = smtp.courriels
    assert recu["To"] == "camille@exemple.fr"
    assert [partie.get_content_type() for partie in recu.walk()][1:] == ["text/plain", "text/html"]
