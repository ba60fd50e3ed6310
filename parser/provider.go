package parser

import "bytes"

// Operator names the organisation that runs a mail host, by the end of its
// name ("mx1.example.mail.protection.outlook.com" is "microsoft"). Labels
// match as wholes; letter case and a final dot do not matter. ok is false
// for hosts of nobody known.
func Operator(host []byte) (name string, ok bool) {
	host = bytes.TrimSuffix(host, []byte("."))
	if len(host) > 253 {
		return "", false
	}
	var lower [253]byte
	for i, b := range host {
		if b >= 'A' && b <= 'Z' {
			b += 'a' - 'A'
		}
		lower[i] = b
	}
	for rest := lower[:len(host)]; len(rest) > 0; {
		if name, ok := operators[string(rest)]; ok {
			return name, true
		}
		dot := bytes.IndexByte(rest, '.')
		if dot < 0 {
			break
		}
		rest = rest[dot+1:]
	}
	return "", false
}

// operators maps the domains of mail hosts to who runs them. It is read only.
var operators = map[string]string{
	"google.com": "google", "googlemail.com": "google", "gmail.com": "google", "psmtp.com": "google",
	"outlook.com": "microsoft", "hotmail.com": "microsoft", "office365.com": "microsoft", "office365.us": "microsoft", "azurecomm.net": "microsoft", "outlook.de": "microsoft",
	"partner.outlook.cn": "microsoft", "mx.microsoft": "microsoft", "exchangelabs.com": "microsoft", "frontbridge.com": "microsoft", "bigfish.com": "microsoft",
	"yahoodns.net": "yahoo", "yahoo.com": "yahoo", "yahoo.co.jp": "yahoo-japan", "aol.com": "yahoo", "aim.com": "yahoo",
	"icloud.com": "apple", "me.com": "apple", "mac.com": "apple", "apple.com": "apple",
	"gmx.net": "united-internet", "gmx.de": "united-internet", "gmx.com": "united-internet", "web.de": "united-internet", "mail.com": "united-internet",
	"kundenserver.de": "ionos", "ionos.com": "ionos", "ionos.de": "ionos", "ionos.fr": "ionos", "ionos.es": "ionos", "ionos.co.uk": "ionos", "ionos.it": "ionos", "ionos.at": "ionos", "ionos.mx": "ionos",
	"1and1.com": "ionos", "1and1.fr": "ionos", "1and1.es": "ionos", "1and1.co.uk": "ionos", "1und1.de": "ionos", "perfora.net": "ionos", "schlund.de": "ionos",
	"t-online.de": "t-online", "telekom.de": "t-online", "magenta.de": "t-online",
	"mimecast.com": "mimecast", "mimecast.co.za": "mimecast", "mimecast-offshore.com": "mimecast",
	"pphosted.com": "proofpoint", "ppe-hosted.com": "proofpoint", "ppops.net": "proofpoint", "proofpoint.com": "proofpoint", "gpphosted.com": "proofpoint",
	"barracudanetworks.com": "barracuda", "cudaops.com": "barracuda", "ess.barracuda.com": "barracuda",
	"iphmx.com": "cisco", "ironport.com": "cisco",
	"ovh.net": "ovh", "ovh.com": "ovh", "ovh.ca": "ovh", "ovhcloud.com": "ovh",
	"zoho.com": "zoho", "zoho.eu": "zoho", "zoho.in": "zoho", "zohomail.com": "zoho", "zoho.com.au": "zoho", "zohocloud.ca": "zoho", "zoho.jp": "zoho", "zoho.sa": "zoho", "zoho.uk": "zoho", "zoho.com.cn": "zoho", "zeptomail.com": "zoho",
	"messagingengine.com": "fastmail", "fastmail.com": "fastmail",
	"protonmail.ch": "proton", "proton.me": "proton", "protonmail.com": "proton",
	"yandex.ru": "yandex", "yandex.net": "yandex", "yandex.com": "yandex",
	"mail.ru": "mail.ru", "bk.ru": "mail.ru", "list.ru": "mail.ru", "inbox.ru": "mail.ru", "vkmail.net": "mail.ru",
	"rambler.ru": "rambler", "rambler-co.ru": "rambler", "nicmail.ru": "nic.ru", "hostedemail.com": "tucows", "beget.com": "beget", "timeweb.ru": "timeweb",
	"qq.com": "tencent", "foxmail.com": "tencent",
	"163.com": "netease", "126.com": "netease", "netease.com": "netease", "yeah.net": "netease", "qiye163.com": "netease",
	"aliyun.com": "alibaba", "mxhichina.com": "alibaba", "sina.com.cn": "sina", "sina.com": "sina", "sohu.com": "sohu", "263.net": "263", "21cn.com": "21cn",
	"naver.com": "naver", "daum.net": "kakao", "hanmail.net": "kakao", "kakao.com": "kakao",
	"docomo.ne.jp": "docomo", "ezweb.ne.jp": "kddi", "au.com": "kddi", "softbank.jp": "softbank", "softbank.ne.jp": "softbank", "nifty.com": "nifty", "biglobe.ne.jp": "biglobe", "ocn.ad.jp": "ntt", "ocn.ne.jp": "ntt", "sakura.ne.jp": "sakura", "iij.ad.jp": "iij",
	"comcast.net": "comcast", "xfinity.com": "comcast", "charter.net": "charter", "spectrum.com": "charter", "rr.com": "charter", "twc.com": "charter", "brighthouse.com": "charter",
	"cox.net": "cox", "att.net": "att", "prodigy.net": "att", "sbcglobal.net": "att", "bellsouth.net": "att", "verizon.net": "yahoo",
	"centurylink.net": "centurylink", "qwest.net": "centurylink", "synacor.com": "synacor", "cloudfilter.net": "openwave", "windstream.net": "windstream", "frontier.com": "frontier", "earthlink.net": "earthlink", "vadesecure.com": "vade",
	"rogers.com": "rogers", "bell.net": "bell-canada", "sympatico.ca": "bell-canada", "shaw.ca": "shaw", "telus.net": "telus", "videotron.ca": "videotron",
	"orange.fr": "orange", "wanadoo.fr": "orange", "orange.net": "orange", "free.fr": "free", "proxad.net": "free", "sfr.fr": "sfr", "neuf.fr": "sfr", "numericable.fr": "sfr",
	"laposte.net": "laposte", "bbox.fr": "bouygues", "gandi.net": "gandi", "infomaniak.ch": "infomaniak", "infomaniak.com": "infomaniak", "hostpoint.ch": "hostpoint", "bluewin.ch": "swisscom", "hispeed.ch": "sunrise",
	"libero.it": "libero", "virgilio.it": "libero", "iol.it": "libero", "tin.it": "tim", "tim.it": "tim", "aruba.it": "aruba", "tiscali.it": "tiscali", "alice.it": "tim", "register.it": "register.it", "fastwebnet.it": "fastweb",
	"telefonica.net": "telefonica", "movistar.es": "telefonica", "terra.com.br": "terra", "uol.com.br": "uol", "bol.com.br": "uol", "locaweb.com.br": "locaweb", "sapo.pt": "sapo",
	"seznam.cz": "seznam", "centrum.cz": "centrum", "volny.cz": "volny", "azet.sk": "azet", "wp.pl": "wp", "o2.pl": "wp", "onet.pl": "onet", "interia.pl": "interia", "home.pl": "home.pl", "nazwa.pl": "nazwa.pl", "freemail.hu": "freemail.hu", "citromail.hu": "citromail", "ukr.net": "ukr.net", "i.ua": "i.ua", "abv.bg": "abv.bg", "inbox.lv": "inbox.lv",
	"ziggo.nl": "vodafoneziggo", "upcmail.net": "liberty-global", "kpnmail.nl": "kpn", "kpn.com": "kpn", "xs4all.nl": "kpn", "transip.email": "transip", "telenet.be": "telenet", "skynet.be": "proximus", "belgacom.be": "proximus", "telia.com": "telia", "telenor.net": "telenor", "tele2.se": "tele2", "one.com": "one.com",
	"btinternet.com": "bt", "bt.com": "bt", "sky.com": "yahoo", "virginmedia.com": "virgin-media", "talktalk.net": "talktalk", "tiscali.co.uk": "talktalk", "plus.net": "plusnet",
	"bigpond.com": "telstra", "telstra.com": "telstra", "optusnet.com.au": "optus", "iinet.net.au": "tpg", "xtra.co.nz": "spark-nz", "rediffmail.com": "rediff", "titan.email": "titan",
	"amazonaws.com": "amazon", "amazonaws.com.cn": "amazon", "amazonses.com": "amazon", "awsapps.com": "amazon", "amazon.com": "amazon",
	"messagelabs.com": "broadcom", "symanteccloud.com": "broadcom", "trendmicro.com": "trendmicro", "trendmicro.eu": "trendmicro",
	"sophos.com": "sophos", "reflexion.net": "sophos", "hornetsecurity.com": "hornetsecurity", "antispameurope.com": "hornetsecurity", "spamexperts.com": "spamexperts", "antispamcloud.com": "spamexperts", "mxthunder.com": "spamhero", "mailspamprotection.com": "siteground",
	"mxlogic.net": "mcafee", "fireeyecloud.com": "trellix", "fireeyegov.com": "trellix", "forcepoint.com": "forcepoint", "mailcontrol.com": "forcepoint", "fortimailcloud.com": "fortinet", "fortimail.com": "fortinet", "appriver.com": "zix", "zixcorp.com": "zix", "arsmtp.com": "zix", "mailroute.net": "mailroute", "zerospam.ca": "zerospam", "mailinblack.com": "mailinblack", "altospam.com": "altospam", "spamtitan.com": "spamtitan", "eset.com": "eset", "retarus.com": "retarus", "nospamproxy.com": "nospamproxy", "mailfence.com": "mailfence",
	"emailsrvr.com": "rackspace", "secureserver.net": "godaddy", "registrar-servers.com": "namecheap", "privateemail.com": "namecheap", "web-hosting.com": "namecheap", "dreamhost.com": "dreamhost", "bluehost.com": "newfold", "hostgator.com": "newfold", "networksolutions.com": "newfold", "myregisteredsite.com": "newfold", "websitewelcome.com": "newfold", "hostinger.com": "hostinger", "mailchannels.net": "mailchannels", "strato.de": "strato", "strato.com": "strato", "rzone.de": "strato", "your-server.de": "hetzner", "hosteurope.de": "hosteurope", "all-inkl.com": "all-inkl", "kasserver.com": "all-inkl", "mailbox.org": "mailbox.org", "posteo.de": "posteo", "freenet.de": "freenet", "arcor.de": "vodafone", "vodafone.de": "vodafone", "vodafonemail.de": "vodafone", "a1.net": "a1", "aon.at": "a1", "netcup.net": "netcup", "domainfactory.de": "domainfactory", "ispgateway.de": "domainfactory",
	"mailgun.org": "mailgun", "mailgun.net": "mailgun", "sendgrid.net": "sendgrid", "smtp2go.com": "smtp2go", "mailjet.com": "mailjet", "sendinblue.com": "brevo", "brevo.com": "brevo", "sparkpostmail.com": "sparkpost", "mandrillapp.com": "mailchimp", "postmarkapp.com": "postmark", "elasticemail.com": "elasticemail", "resend.com": "resend", "mailersend.net": "mailersend", "socketlabs.com": "socketlabs", "mailtrap.io": "mailtrap",
	"mx.cloudflare.net": "cloudflare", "cloudflare.net": "cloudflare", "cloudflare-email.net": "cloudflare", "improvmx.com": "improvmx", "forwardemail.net": "forwardemail", "migadu.com": "migadu", "mxroute.com": "mxroute", "mxlogin.com": "mxroute", "tutanota.de": "tuta", "tuta.io": "tuta", "simplelogin.co": "proton", "hey.com": "hey", "facebook.com": "meta", "pobox.com": "fastmail", "runbox.com": "runbox",
}

// providerWord betrays an operator by a word of its replies, as folded gives it.
type providerWord struct{ word, provider string }

var providerWords = []providerWord{
	{" gsmtp ", "google"}, {"support google com", "google"}, {" gmail ", "google"}, {" google workspace ", "google"}, {"goo gl ", "google"},
	{"protection outlook com", "microsoft"}, {"prod outlook com", "microsoft"}, {"sender office com", "microsoft"}, {"postmaster live com", "microsoft"}, {" outlook com ", "microsoft"},
	{"mail live com", "microsoft"}, {"go microsoft com", "microsoft"}, {" namprd", "microsoft"}, {"protocol filter agent", "microsoft"}, {" s3150", "microsoft"}, {" s3140", "microsoft"}, {"exchangelabs", "microsoft"},
	{" tss0", "yahoo"}, {" tss1", "yahoo"}, {" ts01 ", "yahoo"}, {" ts02 ", "yahoo"}, {" ts03 ", "yahoo"}, {"postmaster yahoo", "yahoo"}, {"yahooinc com", "yahoo"}, {"help yahoo com", "yahoo"}, {" mail yahoo com", "yahoo"}, {"yahoodns", "yahoo"}, {"postmaster aol com", "yahoo"}, {"postmaster info aol", "yahoo"}, {"errors mail aol", "yahoo"},
	{" icloud ", "apple"}, {"support apple com", "apple"}, {"icloud com", "apple"}, {" cs01 ", "apple"}, {" cs02 ", "apple"}, {" hm07 ", "apple"}, {" hm08 ", "apple"},
	{"mimecast", "mimecast"}, {"proofpoint", "proofpoint"}, {"pphosted", "proofpoint"}, {"ppe hosted", "proofpoint"}, {"barracudanetworks", "barracuda"}, {"barracudacentral", "barracuda"}, {" bsf ", "barracuda"},
	{" aup ", "charter"}, {" charter net", "charter"}, {"spectrum net", "charter"}, {"comcast net", "comcast"}, {"postmaster comcast", "comcast"}, {" cox net", "cox"}, {" att net", "att"}, {"attrbl", "att"},
	{" ofr", "orange"}, {" mwinf", "orange"}, {"orange fr", "orange"}, {" lpn", "laposte"}, {"laposte net", "laposte"}, {"free fr", "free"}, {"sfr fr", "sfr"},
	{"gmx net", "united-internet"}, {"gmx com", "united-internet"}, {"web de ", "united-internet"}, {"postmaster gmx", "united-internet"}, {"kundenserver", "ionos"}, {"1and1", "ionos"}, {"ionos", "ionos"}, {"t online de", "t-online"}, {"rx t online", "t-online"},
	{"mail qq com", "tencent"}, {"exmail qq", "tencent"}, {" mail 163 com", "netease"}, {" 163 mx", "netease"}, {" 126 mx", "netease"}, {"mail ru", "mail.ru"}, {"yandex", "yandex"}, {"rambler", "rambler"},
	{"messagelabs", "broadcom"}, {"symantec", "broadcom"}, {"iphmx", "cisco"}, {"ironport", "cisco"}, {"trendmicro", "trendmicro"}, {"mx uol", "uol"},
	{" ib1", "godaddy"}, {" ib0", "godaddy"}, {" ib2", "godaddy"}, {" ib3", "godaddy"}, {" ib4", "godaddy"}, {" ib5", "godaddy"}, {" ib6", "godaddy"}, {" ib7", "godaddy"}, {"secureserver net", "godaddy"},
	{"emailsrvr", "rackspace"}, {"zerospam", "zerospam"}, {"zoho", "zoho"}, {"facebook com", "meta"}, {"amazonses", "amazon"}, {"seznam", "seznam"}, {"infomaniak", "infomaniak"}, {"hostpoint", "hostpoint"},
}
