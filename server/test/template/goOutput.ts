/*
 * Templates and what Go's text/template with Sprig and Helm's functions prints for them: written by Go itself.
 */

/** The values that the templates see. */
export const goValues =
  'service:\n  port: 8080\n  name: web\n  ports: [80, 443]\n  map: { http: 80, https: 443, admin: 9000 }\nbig: 1000000\nfloat: 0.5\nyes: yes\noctal: 0777\nquoted: "0777"\nnothing: null\nempty: ""\nlist: [a, b, c, b]\nnested: { a: { b: { c: deep } } }\nmulti: |\n  first\n  second\ntext: \'it\'\'s "so": yes\'\ntricky: ["1", "true", "null", "~", "a: b", "- x", "#c", " lead", "trail ", "", "@at", "1_000", "0x1F", "1e3", "12:30", "2020-01-02", "yes", "n", "<<", "a #b", "x:", "*s", "&a", "{x", "%y", "=", "é", "!t", "?", "? q", "-", "--- z", "tab\\there", "line\\nbreak"]\ntplText: \'port={{ .Values.service.port }}\'\n';

/** Template and output. */
export const goRows: readonly (readonly [string, string])[] = [
  ['{{ .Values.service.port }}', '8080'],
  [
    '{{ .Values.big }} {{ .Values.float }} {{ .Values.yes }} {{ .Values.octal }} {{ .Values.quoted }}',
    '1e+06 0.5  511 0777',
  ],
  ['[{{ .Values.nothing }}][{{ .Values.missing }}]', '[][]'],
  [
    '{{ .Values.list }} {{ .Values.service.map }} {{ .Values.service.ports }}',
    '[a b c b] map[admin:9000 http:80 https:443] [80 443]',
  ],
  ['{{- /* comment */ -}} x {{- " y" }}', 'x y'],
  ['{{ "a" -}}   b', 'ab'],
  ['{{ if .Values.empty }}1{{ else if .Values.nothing }}2{{ else }}3{{ end }}', '3'],
  [
    '{{ with .Values.nested.a }}{{ .b.c }}{{ else }}none{{ end }}{{ with .Values.missing }}x{{ else }}none{{ end }}',
    'deepnone',
  ],
  ['{{ range .Values.list }}<{{ . }}>{{ end }}', '<a><b><c><b>'],
  ['{{ range $i, $v := .Values.list }}{{ $i }}={{ $v }},{{ end }}', '0=a,1=b,2=c,3=b,'],
  ['{{ range $k, $v := .Values.service.map }}{{ $k }}={{ $v }},{{ end }}', 'admin=9000,http=80,https=443,'],
  ['{{ range $v := .Values.missing }}x{{ else }}empty{{ end }}', 'empty'],
  [
    '{{ range .Values.list }}{{ if eq . "b" }}{{ continue }}{{ end }}{{ . }}{{ if eq . "c" }}{{ break }}{{ end }}{{ end }}',
    'ac',
  ],
  ['{{ $x := 1 }}{{ if true }}{{ $x = 2 }}{{ $x := 3 }}{{ end }}{{ $x }}', '2'],
  ['{{ define "t" }}[{{ . }}]{{ end }}{{ template "t" "z" }}{{ include "t" 5 | upper }}', '[z][5]'],
  ['{{ block "bl" . }}{{ .Release.Name }}{{ end }}', 'rel'],
  [
    '{{ (index .Values.service.ports 1) }} {{ index .Values "service" "map" "http" }} {{ index .Values.list 2 }}',
    '443 80 c',
  ],
  ['{{ len .Values.list }} {{ len "héllo" }} {{ len .Values.service.map }}', '4 6 3'],
  [
    '{{ eq 1 1 }} {{ eq "a" "b" "a" }} {{ ne "a" "b" }} {{ lt 1 2 }} {{ le 2 2 }} {{ gt 1.5 1.0 }} {{ ge "b" "a" }}',
    'true true true true true true true',
  ],
  ['{{ and 1 0 }} {{ and 1 "x" }} {{ or 0 "" "y" }} {{ or nil false }} {{ not 0 }}', '0 x y false true'],
  ['{{ print 1 2 "a" "b" 3 4 }} {{ print "a" 1 }} {{ println "x" 1 }}', '1 2ab3 4 a1 x 1\n'],
  ['{{ printf "%s-%d-%v-%q-%t" "a" 3 2.5 "q\\"" true }}', 'a-3-2.5-"q\\""-true'],
  [
    '{{ printf "%5d|%-5d|%05d|%+d|%x|%X|%o|%b|%c" 42 42 42 42 255 255 8 5 65 }}',
    '   42|42   |00042|+42|ff|FF|10|101|A',
  ],
  ['{{ printf "%5s|%-5s|%.2s|%v|%v" "ab" "ab" "abcdef" nil (list 1 "a") }}', '   ab|ab   |ab|<nil>|[1 a]'],
  [
    '{{ printf "%d %s" 1.5 3 }} {{ printf "%d" }} {{ printf "a" 1 }} {{ printf "%%" }}',
    '%!d(float64=1.5) %!s(int=3) %!d(MISSING) a%!(EXTRA int=1) %',
  ],
  [
    '{{ printf "%.2f %f %e %g" 3.14159 2.5 12345.678 0.1 }} {{ printf "%T %T %T %T" 1 "a" (list) (dict) }}',
    '3.14 2.500000 1.234568e+04 0.1 int string []interface {} map[string]interface {}',
  ],
  ['{{ printf "%v %s" .Values.service.port (toString .Values.service.port) }}', '8080 8080'],
  [
    '{{ 0x1F }} {{ 1_000 }} {{ \'a\' }} {{ 1e3 }} {{ `raw "s"` }} {{ "\\u00e9\\t\\x41" }} {{ -3 }} {{ 017 }} {{ 0b101 }}',
    '31 1000 97 1000 raw "s" é\tA -3 15 5',
  ],
  [
    '{{ .Values.service.port | int }} {{ int "12" }} {{ int "x" }} {{ int 3.9 }} {{ int64 "0x10" }} {{ int "010" }} {{ float64 "1.5" }} {{ atoi "7" }}',
    '8080 12 0 3 16 8 1.5 7',
  ],
  [
    '{{ default "d" .Values.empty }} {{ default "d" .Values.service.name }} {{ .Values.missing | default 80 }} {{ default 5 0 }}',
    'd web 80 5',
  ],
  [
    '{{ empty "" }} {{ empty 1 }} {{ empty .Values.missing }} {{ coalesce "" nil 0 "z" }} {{ ternary "a" "b" true }} {{ false | ternary 1 2 }}',
    'true false true z a 2',
  ],
  [
    '{{ quote "a\\"b\\n" 1 nil "c" }} {{ squote "a" 1 }} {{ .Values.text | quote }}',
    '"a\\"b\\n" "1" "c" \'a\' \'1\' "it\'s \\"so\\": yes"',
  ],
  ['{{ trim "  a " }}|{{ trimAll "$" "$a$" }}|{{ trimSuffix "-" "a-" }}|{{ trimPrefix "v" "v1" }}', 'a|a|a|1'],
  [
    '{{ trunc 3 "abcdef" }} {{ trunc -3 "abcdef" }} {{ trunc 9 "abc" }} {{ substr 1 3 "abcdef" }} {{ substr -1 3 "abcdef" }} {{ abbrev 5 "hello world" }}',
    'abc def abc bc abc he...',
  ],
  [
    '{{ upper "aB" }} {{ lower "aB" }} {{ title "hello big world" }} {{ untitle "Hello World" }} {{ swapcase "aB" }} {{ nospace "a b c" }} {{ initials "First Try" }}',
    'AB ab Hello Big World hello world Ab abc FT',
  ],
  [
    '{{ repeat 3 "ab" }} {{ replace "a" "b" "banana" }} {{ contains "an" "banana" }} {{ hasPrefix "ba" "banana" }} {{ hasSuffix "x" "banana" }}',
    'ababab bbnbnb true true false',
  ],
  [
    '{{ snakecase "FirstName" }} {{ camelcase "http_server" }} {{ kebabcase "FirstName" }} {{ plural "one" "many" 2 }}',
    'first_name HttpServer first-name many',
  ],
  [
    '{{ cat "a" 1 nil "b" }} {{ join "," .Values.list }} {{ join "-" (list 1 2 3) }} {{ splitList "." "a.b.c" }} {{ (split "." "a.b")._1 }} {{ (splitn "." 2 "a.b.c")._1 }}',
    'a 1 b a,b,c,b 1-2-3 [a b c] b b.c',
  ],
  ['{{ indent 2 "a\\nb" }}|{{ nindent 2 "a\\nb" }}', '  a\n  b|\n  a\n  b'],
  [
    '{{ list 1 2 3 | first }} {{ list 1 2 3 | last }} {{ list 1 2 3 | rest }} {{ list 1 2 3 | initial }} {{ list 1 2 3 | reverse }} {{ first list }}',
    '1 3 [2 3] [1 2] [3 2 1] ',
  ],
  [
    '{{ append (list 1) 2 }} {{ prepend (list 1) 0 }} {{ concat (list 1) (list 2 3) }} {{ has "b" .Values.list }} {{ without .Values.list "b" }} {{ uniq .Values.list }} {{ compact (list 0 1 "" "a") }}',
    '[1 2] [0 1] [1 2 3] true [a c] [a b c] [1 a]',
  ],
  [
    '{{ slice (list 1 2 3 4) 1 3 }} {{ chunk 2 (list 1 2 3) }} {{ sortAlpha (list "c" "a" "b") }} {{ toStrings (list 1 2) }}',
    '[2 3] [[1 2] [3]] [a b c] [1 2]',
  ],
  [
    '{{ keys (dict "b" 1 "a" 2) | sortAlpha }} {{ (pick (dict "a" 1 "b" 2) "a") }} {{ omit (dict "a" 1 "b" 2) "a" }} {{ get (dict "a" 1) "a" }} {{ get (dict) "x" }}| {{ hasKey (dict "a" nil) "a" }}',
    '[a b] map[a:1] map[b:2] 1 | true',
  ],
  [
    '{{ dig "a" "b" "c" "none" .Values.nested }} {{ dig "a" "x" "c" "none" .Values.nested }} {{ pluck "a" (dict "a" 1) (dict "a" 2) }}',
    'deep none [1 2]',
  ],
  ['{{ $d := dict "a" 1 }}{{ $_ := set $d "b" 2 }}{{ $d }}{{ $_ := unset $d "a" }}{{ $d }}', 'map[a:1 b:2]map[b:2]'],
  [
    '{{ merge (dict "a" 1 "n" (dict "x" 1)) (dict "a" 2 "b" 3 "n" (dict "x" 2 "y" 3)) }} {{ mergeOverwrite (dict "a" 1 "f" true) (dict "a" 2 "f" false) }} {{ merge (dict "f" false) (dict "f" true) }}',
    'map[a:1 b:3 n:map[x:1 y:3]] map[a:2 f:false] map[f:true]',
  ],
  [
    '{{ $a := dict "n" (dict "x" 1) }}{{ $b := deepCopy $a }}{{ $_ := set $b.n "x" 2 }}{{ $a }}{{ $b }}',
    'map[n:map[x:1]]map[n:map[x:2]]',
  ],
  [
    '{{ add 1 2 3 }} {{ sub 5 2 }} {{ mul 2 3 4 }} {{ div 7 2 }} {{ mod 7 2 }} {{ add1 4 }} {{ max 1 5 3 }} {{ min 4 2 3 }} {{ add 1.9 "2" }} {{ div -7 2 }}',
    '6 3 24 3 1 5 5 2 3 -3',
  ],
  [
    '{{ addf 1.5 2 }} {{ mulf 1.1 3 }} {{ divf 1 4 }} {{ subf 2 0.5 }} {{ ceil 1.2 }} {{ floor 1.8 }} {{ round 3.14159 2 }} {{ maxf 1 2.5 }} {{ minf 1 2.5 }}',
    '3.5 3.3 0.25 1.5 2 1 3.14 2.5 1',
  ],
  [
    '{{ until 3 }} {{ untilStep 0 10 3 }} {{ seq 3 }} {{ seq 2 5 }} {{ seq 5 -2 1 }} {{ seq 0 2 6 }} {{ until -2 }} {{ toDecimal "0777" }}',
    '[0 1 2] [0 3 6 9] 1 2 3 2 3 4 5 5 3 1 0 2 4 6 [0 -1] 511',
  ],
  [
    '{{ kindOf 1 }} {{ kindOf .Values.service.port }} {{ kindOf "a" }} {{ kindOf (list) }} {{ kindOf (dict) }} {{ kindIs "map" .Values.service }} {{ kindOf nil }} {{ kindOf true }}',
    'int float64 string slice map true invalid bool',
  ],
  [
    '{{ typeOf 1 }} {{ typeOf .Values.service.port }} {{ typeOf (list 1) }} {{ typeOf (dict) }} {{ typeIs "string" "a" }} {{ typeOf (splitList "," "a") }} {{ typeOf (until 2) }} {{ typeOf (add 1 2) }} {{ typeOf nil }} {{ typeIsLike "string" "a" }}',
    'int float64 []interface {} map[string]interface {} true []string []int int64 <nil> true',
  ],
  [
    '{{ b64enc "héllo" }} {{ b64dec "aMOpbGxv" }} {{ b32enc "hello" }} {{ b32dec "NBSWY3DP" }}',
    'aMOpbGxv héllo NBSWY3DP hello',
  ],
  [
    '{{ sha256sum "hello" }} {{ sha1sum "hello" }} {{ adler32sum "hello" }} {{ sha256sum "" }} {{ repeat 100 "abc" | sha256sum }} {{ repeat 100 "abc" | sha1sum }}',
    '2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824 aaf4c61ddcc5e8a2dabede0f3b482cd9aea9434d 103547413 e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855 d9f5aeb06abebb3be3f38adec9a2e3b94228d52193be923eb4e24c9b56ee0930 c95466320eaae6d19ee314ae4f135b12d45ced9a',
  ],
  [
    '{{ toYaml .Values.service }}',
    'map:\n  admin: 9000\n  http: 80\n  https: 443\nname: web\nport: 8080\nports:\n- 80\n- 443',
  ],
  [
    '{{ toYaml .Values.tricky }}',
    "- \"1\"\n- \"true\"\n- \"null\"\n- \"~\"\n- 'a: b'\n- '- x'\n- '#c'\n- ' lead'\n- 'trail '\n- \"\"\n- '@at'\n- \"1_000\"\n- \"0x1F\"\n- \"1e3\"\n- \"12:30\"\n- \"2020-01-02\"\n- \"yes\"\n- \"n\"\n- <<\n- 'a #b'\n- 'x:'\n- '*s'\n- '&a'\n- '{x'\n- '%y'\n- =\n- é\n- '!t'\n- '?'\n- '? q'\n- '-'\n- '--- z'\n- \"tab\\there\"\n- |-\n  line\n  break",
  ],
  [
    '{{ toYaml (dict "a" (list) "b" (dict) "c" nil "d" (list (dict "x" 1 "y" (list 1 2)) (list 1 (list 2)) "s") "e" "line1\\nline2\\n" "f" "no end\\nhere" "g" "two\\n\\n" "h" " lead\\nx" "i" "trail \\nx") }}',
    'a: []\nb: {}\nc: null\nd:\n- x: 1\n  "y":\n  - 1\n  - 2\n- - 1\n  - - 2\n- s\ne: |\n  line1\n  line2\nf: |-\n  no end\n  here\ng: |+\n  two\n\nh: |2-\n   lead\n  x\ni: "trail \\nx"',
  ],
  [
    '{{ toYaml "plain" }} {{ toYaml 5 }} {{ toYaml nil }} {{ toYaml true }} {{ toYaml .Values.big }} {{ toYaml 1.5 }} {{ toYaml "multi\\nline" }}',
    'plain 5 null true 1000000 1.5 |-\n  multi\n  line',
  ],
  ['{{ toYaml (dict "1" "x" "true" "y" "a b" "z" "k: v" 1 "" 2) }}', '"": 2\n"1": x\na b: z\n\'k: v\': 1\n"true": "y"'],
  [
    '{{ toJson .Values.service }} {{ toJson "<a>&\\n" }} {{ toRawJson "<a>" }} {{ toPrettyJson (dict "a" (list 1) "b" (dict)) }} {{ toJson nil }} {{ toJson .Values.big }}',
    '{"map":{"admin":9000,"http":80,"https":443},"name":"web","port":8080,"ports":[80,443]} "\\u003ca\\u003e\\u0026\\n" "<a>" {\n  "a": [\n    1\n  ],\n  "b": {}\n} null 1000000',
  ],
  [
    '{{ (fromYaml "a: 1\\nb: [x, y]").b }} {{ (fromJson "{\\"a\\": {\\"b\\": 2}}").a.b }} {{ fromYamlArray "- 1\\n- 2" }} {{ fromYaml "a: yes\\nb: 010" }}',
    '[x true] 2 [1 2] map[a:true b:8]',
  ],
  [
    '{{ regexMatch "^[a-z]+$" "abc" }} {{ regexFind "[0-9]+" "a12b34" }} {{ regexFindAll "[0-9]+" "a12b34" -1 }} {{ regexReplaceAll "a(x*)b" "-ab-axxb-" "${1}W" }} {{ regexReplaceAllLiteral "a(x*)b" "-ab-axxb-" "${1}" }} {{ regexSplit "z+" "pizza" -1 }} {{ regexQuoteMeta "1.2" }}',
    'true 12 [12 34] -W-xxW- -${1}-${1}- [pi a] 1\\.2',
  ],
  [
    '{{ regexReplaceAll "(?i)[^a-z0-9]+$" "ABC.." "" }} {{ regexFind "(a|ab)(c|bcd)(d*)" "abcd" }} {{ regexMatch "^(a+)+$" "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab" }} {{ regexReplaceAll "x*" "abc" "-" }} {{ regexFindAll "[[:alpha:]]\\\\w?" "a1 bc" 1 }} {{ regexReplaceAll "(?P<n>b)" "abc" "<$n>" }} {{ regexReplaceAll "\\\\bfoo\\\\b" "foo food" "x" }}',
    'ABC abcd false -a-b-c- [a1] a<b>c x food',
  ],
  [
    '{{ semverCompare ">=1.19-0" "v1.29.0" }} {{ semverCompare "^1.2" "1.9.1" }} {{ semverCompare "~1.2.3" "1.3.0" }} {{ semverCompare ">1.0 <2.0 || 3.x" "3.5.1" }} {{ semverCompare "1.2 - 1.4" "1.3.9" }} {{ semverCompare "<1.21.0" "1.29.0-gke.1" }} {{ semverCompare ">=1.21-0" "1.29.0-gke.1" }} {{ semverCompare "!=1.2" "1.2.5" }} {{ semverCompare "*" "1.2.5" }} {{ semverCompare "=1.2" "1.2.9" }} {{ semverCompare ">11" "11.1.0" }} {{ semverCompare "<=1.2" "1.2.9" }} {{ semverCompare "^0.2.3" "0.3.0" }} {{ semverCompare "^0.0.3" "0.0.4" }} {{ semverCompare ">=1.2, <1.5" "1.4.0" }} {{ semverCompare "~1" "1.9.0" }}',
    'true true false true true false true false true true false true false false true true',
  ],
  [
    '{{ (semver "1.2.3-rc.1+b5").Major }} {{ (semver "v1.2").Original }} {{ semver "v1.2" }} {{ (semver "1.2.3-rc.1").Prerelease }}',
    '1 v1.2 1.2.0 rc.1',
  ],
  [
    '{{ base "/a/b.txt" }} {{ dir "/a/b.txt" }} {{ ext "/a/b.txt" }} {{ clean "/a/../b//c" }} {{ isAbs "/a" }}',
    'b.txt /a .txt /b/c true',
  ],
  [
    '{{ (urlParse "https://u:p@example.com:8443/p/a?q=1#f").host }} {{ (urlParse "https://example.com:8443/p").hostname }} {{ urlJoin (dict "scheme" "http" "host" "h:80" "path" "/p" "query" "a=b") }}',
    'example.com:8443 example.com http://h:80/p?a=b',
  ],
  [
    '{{ tpl .Values.tplText . }} {{ tpl "{{ .Release.Name }}-{{ .Values.missing }}" . }} {{ tpl "plain" . }}',
    'port=8080 rel- plain',
  ],
  [
    '{{ .Release.Name }} {{ .Release.Namespace }} {{ .Release.Service }} {{ .Release.IsInstall }} {{ .Release.Revision }} {{ .Chart.Name }} {{ .Chart.Version }} {{ .Template.BasePath }}',
    'rel default Helm true 1 demo 1.2.3 demo/templates',
  ],
  [
    '{{ .Capabilities.KubeVersion.Version }} {{ .Capabilities.KubeVersion }} {{ .Capabilities.KubeVersion.Major }} {{ .Capabilities.APIVersions.Has "v1" }} {{ .Capabilities.APIVersions.Has "x/v1" }}',
    'v1.29.0 v1.29.0 1 true false',
  ],
  [
    '{{ lookup "v1" "Secret" "ns" "n" }} {{ (lookup "v1" "Secret" "ns" "n").data }} {{ if lookup "v1" "Secret" "" "" }}x{{ else }}y{{ end }}',
    'map[]  y',
  ],
  ['{{ html "<a&b>" }} {{ urlquery "a b&c" }}', '&lt;a&amp;b&gt; a+b%26c'],
  [
    '{{ (.Values.missing).deeper }}|{{ $n := .Values.missing }}{{ $n.x }}|{{ with $ }}{{ .Release.Name }}{{ end }}',
    '||rel',
  ],
  ['{{ $.Values.service.name | upper | quote }} {{ "x" | printf "%s-%s" "y" }}', '"WEB" y-x'],
  [
    '{{ all 1 "a" }} {{ any 0 "" }} {{ deepEqual (list 1) (list 1) }} {{ deepEqual (dict "a" 1) (dict "a" 2) }}',
    'true false true false',
  ],
  ['{{ range $i, $e := until 3 }}{{ if $i }},{{ end }}{{ $e }}{{ end }}', '0,1,2'],
  ['{{ range (list (dict "n" 1) (dict "n" 2)) }}{{ .n }}{{ $.Release.Name }}{{ end }}', '1rel2rel'],
  [
    '{{ if and .Values.service (eq .Values.service.name "web") (or .Values.missing (not .Values.empty)) }}ok{{ end }}',
    'ok',
  ],
  ['{{ eq .Values.missing nil }} {{ ne .Values.service.name nil }} {{ eq .Values.nothing nil }}', 'true true true'],
  ['a{{- if true }} b {{- end }} c', 'a b c'],
  ['{{- range $k := list "x" "y" }}\n- {{ $k }}\n{{- end }}', '\n- x\n- y'],
  ['{{ .Values.multi | nindent 2 }}|{{ .Values.multi | trim | indent 1 }}', '\n  first\n  second\n  | first\n second'],
  [
    '{{ "a" | b64enc | b64dec }} {{ list | toJson }} {{ dict "a" (list 1 2) | toJson | fromJson }}',
    'a [] map[a:[1 2]]',
  ],
  [
    '{{ values (dict "a" 1) }} {{ keys (dict "a" 1) | first }} {{ hello }} {{ print nil }} {{ list nil 1 }} {{ dict "k" nil }}',
    '[1] a Hello! <nil> [<nil> 1] map[k:<nil>]',
  ],
  [
    '{{ printf "%s" (list "a" "b") }} {{ printf "%v" (dict "b" 1 "a" (list 1)) }} {{ printf "%q" (list "a") }} {{ printf "%d" (list 1 2) }}',
    '[a b] map[a:[1] b:1] ["a"] [1 2]',
  ],
  ['{{ .Files.Get "values.yaml" | len | lt 10 }} {{ .Files.Get "none" }}|', 'true |'],
  [
    '{{ ternary "a" "b" (kindIs "string" .Values.service.name) }} {{ int (index .Values.service.ports 0) | add 1 }} {{ .Values.service.port | toString | trimSuffix "0" }}',
    'a 81 808',
  ],
];
